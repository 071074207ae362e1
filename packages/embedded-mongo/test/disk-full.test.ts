import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { MongoClient } from 'mongodb';
import { check, startEmbeddedMongo } from '../src/index.js';
import { refusal, temporaryDirectory, storeCommand } from './support.js';

/** Files of the process may not grow beyond some megabytes, which LMDB meets as it meets a full disk. */
const limited = `ulimit -S -f 4000; exec "${process.execPath}" ${storeCommand.join(' ')}`;

describe('embedded-mongo: a full disk', () => {
  let dataDir: string;
  let child: ChildProcess;
  let client: MongoClient;
  const items = (): ReturnType<ReturnType<MongoClient['db']>['collection']> =>
    client.db().collection('items');
  beforeEach(async () => {
    dataDir = await temporaryDirectory();
    const env = { ...process.env, DATA_DIR: dataDir, EMBEDDED_MONGO_PORT: '0' };
    child = spawn('sh', ['-c', limited], { env, stdio: ['ignore', 'pipe', 'ignore'] });
    const [uri] = (await once(createInterface({ input: child.stdout! }), 'line')) as [string];
    client = await MongoClient.connect(uri);
  });
  afterEach(async () => {
    child.kill('SIGKILL');
    await client.close();
    await rm(dataDir, { recursive: true, force: true });
  });

  /** Returns how many documents were acknowledged before the disk was full. */
  async function fillUp(): Promise<number> {
    for (let n = 0; ; n++) {
      const refused = await items()
        .insertOne({ n, text: 'x'.repeat(9000) })
        .then(
          () => undefined,
          (error: Error & { code: unknown }) => error,
        );
      if (!refused) continue;
      expect(refused.code).to.equal(14031);
      expect(refused.message).to.include('Nothing was written, there is no space left');
      return n;
    }
  }

  async function expectWhole(documents: number): Promise<void> {
    const numbers = (await items().find().sort({ _id: 1 }).toArray()).map(({ n }) => n as number);
    expect(numbers).to.deep.equal(Array.from({ length: documents }, (_, n) => n));
    expect(await items().countDocuments()).to.equal(documents);
  }

  it('refuses writes with words, keeps everything, and goes on reading', async () => {
    const documents = await fillUp();
    expect(documents).to.be.greaterThan(10);
    const many = Array.from({ length: 50 }, () => ({ text: 'x'.repeat(9000) }));
    expect((await refusal(items().insertMany(many))).code).to.equal(14031);
    await expectWhole(documents);
  });

  it('says so too where the disk takes only a part of a write', async () => {
    const many = Array.from({ length: 5 }, () => ({ text: 'x'.repeat(9000) }));
    for (;;) {
      const refused = await items()
        .insertMany(many.map((doc) => ({ ...doc })))
        .then(
          () => undefined,
          (error: Error & { code: unknown }) => error,
        );
      if (!refused) continue;
      expect(refused).to.include({ code: 14031 });
      expect(refused.message).to.include('Nothing was written, there is no space left');
      break;
    }
  });

  it('that has space again takes writes again: at once where limits can be lifted, after a restart anywhere', async () => {
    const documents = await fillUp();
    if (process.platform === 'linux') {
      await promisify(execFile)('prlimit', ['--pid', String(child.pid), '--fsize=unlimited:']);
      await items().insertOne({ n: documents, text: 'x'.repeat(9000) });
      await expectWhole(documents + 1);
    }
    child.kill('SIGTERM');
    await once(child, 'exit');
    for (const { problems } of await check(dataDir)) expect(problems).to.deep.equal([]);
    await client.close();
    const store = await startEmbeddedMongo({ dataDir });
    client = await MongoClient.connect(store.uri);
    const before = await items().countDocuments();
    expect(before).to.be.at.least(documents);
    await items().insertOne({ n: before, text: 'x'.repeat(9000) });
    await expectWhole(before + 1);
    await client.close();
    await store.stop();
  });
});
