import { mkdtemp } from 'node:fs/promises';
import path from 'node:path';
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
    await client.db('admin').command({ configureFailPoint: 'failCommand', mode: 'off' });
    await client.close();
    await running.stop();
  });
});
