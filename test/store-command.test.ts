import { mkdtemp } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'chai';
import { MongoClient } from 'mongodb';
import { dataDir } from './support/database.js';
import { killAll, run } from './support/process.js';

describe('npm run store', () => {
  afterEach(killAll);

  it('lets a client make commands fail when its environment says so', async () => {
    const folder = await mkdtemp(path.join(dataDir, 'store-'));
    const running = run('src/cli/store.ts', [], { DATA_DIR: folder, EMBEDDED_MONGO_TEST_COMMANDS: '1' });
    await running.prints(/^mongodb:.*\n/m);
    const client = await MongoClient.connect(running.output().trim());
    const admin = client.db('admin');
    const data = { failCommands: ['ping'], errorCode: 123 };
    await admin.command({ configureFailPoint: 'failCommand', mode: { times: 1 }, data });
    const failed = await admin.command({ ping: 1 }).catch((error: unknown) => error);
    expect(failed).to.have.property('code', 123);
    expect(await admin.command({ ping: 1 })).to.include({ ok: 1 });
    await client.close();
    await running.stop();
  });
});
