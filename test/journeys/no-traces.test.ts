import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { MongoClient } from 'mongodb';
import { exportDatabase, startEmbeddedMongo } from 'embedded-mongo';
import { killAll, run } from '../support/process.js';
import { traces, visitors } from './traces.js';

describe('Traces of visitors', function () {
  this.timeout(600_000);
  let folder: string;
  before(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'groundswell-traces-'));
  });
  after(async () => {
    killAll();
    await rm(folder, { recursive: true, force: true });
  });

  /** Every file below a folder. */
  const files = async (dir: string) =>
    (await readdir(dir, { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => path.join(parentPath, name));

  it('are in no file, backup, export or log: no address, no agent, no hash of one without a key, no salt of a past day', async () => {
    const [dataDir, saltFile] = [path.join(folder, 'data'), path.join(folder, 'salts.json')];
    const env = { DATA_DIR: dataDir, TRUST_PROXY: '1', LOG_LEVEL: 'trace' };
    const child = run('test/journeys/leave-traces.ts', [saltFile], env);
    expect(await child.exit, child.output()).to.equal(0);
    const salts = JSON.parse(await readFile(saltFile, 'utf8')) as string[];
    expect(salts).to.have.length.above(0);

    const backup = path.join(dataDir, 'a-backup');
    const store = await startEmbeddedMongo({ dataDir });
    const client = await MongoClient.connect(store.uri);
    expect(await client.db().collection('clicks').countDocuments()).to.be.at.least(visitors.length);
    expect(await client.db().collection('attempts').countDocuments()).to.be.above(0);
    await client.db('admin').command({ groundswellBackup: backup });
    await exportDatabase(client.db(), path.join(dataDir, 'an-export'));
    await client.close();
    await store.stop();

    const sought = traces();
    for (const salt of salts) {
      sought.set(`the salt ${salt}`, Buffer.from(salt));
      sought.set(`the bytes of the salt ${salt}`, Buffer.from(salt, 'base64url'));
    }
    const places = new Map([['the log', Buffer.from(child.output())]]);
    for (const file of await files(dataDir)) places.set(path.relative(dataDir, file), await readFile(file));
    expect([...places.keys()]).to.include.members(['store/data.mdb', 'a-backup', 'an-export/clicks.jsonl']);
    expect(places.get('the log')!.toString()).to.contain('/no-such-page');
    const found = [...places].flatMap(([place, bytes]) =>
      [...sought].filter(([, trace]) => bytes.includes(trace)).map(([what]) => `${place}: ${what}`),
    );
    expect(found).to.deep.equal([]);
  });
});
