import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { expect } from 'chai';
import { MongoClient } from 'mongodb';
import { startEmbeddedMongo } from '../src/index.js';
import { loggedIn, portOf } from './raw.js';
import { openDatabase, openStore, refusal, temporaryDirectory } from './support.js';
import type { TestDatabase } from './support.js';

describe('embedded-mongo: limits', () => {
  let database: TestDatabase;
  before(async () => {
    database = await openDatabase();
    const items = Array.from({ length: 40_000 }, (_, _id) => ({ _id, key: _id % 500, text: `text ${_id}` }));
    await database.db.collection<{ _id: number }>('items').insertMany(items);
  });
  after(() => database.close());

  it('a thousand cursors may be open, not one more until some are closed; the rest goes on', async () => {
    const items = database.db.collection('items');
    const open = Array.from({ length: 1_000 }, () => items.find({}, { batchSize: 1 }));
    for (const cursor of open) await cursor.next();
    const refused = items.find({}, { batchSize: 1 });
    expect((await refusal(refused.next())).codeName).to.equal('ExceededMemoryLimit');
    expect(await items.findOne({ key: 3 })).to.include({ key: 3 });
    for (const cursor of open) await cursor.close();
    const again = items.find({}, { batchSize: 1 });
    expect(await again.next()).to.include({ key: 0 });
    await again.close();
  });

  it('of ten thousand cursors that are left open a thousand are, the others are refused', async () => {
    const { uri, close } = await openStore();
    const raw = await loggedIn(uri);
    const documents = [{ _id: 1 }, { _id: 2 }];
    await raw.ask({ insert: 'few', documents, $db: 'limits' });
    let [opened, refused] = [0, 0];
    for (let i = 0; i < 10_000; i++) {
      const answer = await raw.ask({ find: 'few', batchSize: 1, $db: 'limits' });
      if (answer?.ok === 1) opened += 1;
      else if (answer?.codeName === 'ExceededMemoryLimit') refused += 1;
    }
    expect([opened, refused]).to.deep.equal([1_000, 9_000]);
    expect(await raw.ask({ find: 'few', $db: 'limits' })).to.have.nested.property(
      'cursor.firstBatch.length',
      2,
    );
    raw.end();
    await close();
  });

  it('a long aggregation lets point reads of others through while it gathers', async () => {
    const big = database.db.collection('items');
    const pipeline = [{ $group: { _id: '$key', all: { $push: '$text' } } }, { $count: 'groups' }];
    let done = false;
    const asked = big.aggregate(pipeline).toArray();
    void asked.then(() => (done = true));
    let answeredMeanwhile = 0;
    while (!done) {
      await database.db.collection<{ _id: number }>('items').findOne({ _id: 1 });
      if (!done) answeredMeanwhile += 1;
    }
    expect(await asked).to.deep.equal([{ groups: 500 }]);
    expect(answeredMeanwhile).to.be.above(0);
  });

  it('an error of the start reaches the caller with its code', async () => {
    const { uri, close } = await openStore();
    const dataDir = await temporaryDirectory();
    const failure = await startEmbeddedMongo({ dataDir, port: portOf(uri) }).catch((error: unknown) => error);
    expect(failure).to.be.instanceOf(Error).and.include({ code: 'EADDRINUSE' });
    const second = await startEmbeddedMongo({ dataDir });
    await second.stop();
    await close();
    await rm(dataDir, { recursive: true });
  });

  it('the end of its thread ends the process, with words', async () => {
    const dataDir = await temporaryDirectory();
    const door = new URL('../src/index.js', import.meta.url).href;
    const script = `
      let thread;
      process.on('worker', (worker) => (thread = worker));
      const { startEmbeddedMongo } = await import(${JSON.stringify(door)});
      await startEmbeddedMongo({ dataDir: ${JSON.stringify(dataDir)} });
      await thread.terminate();`;
    const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script]);
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const [code] = (await once(child, 'close')) as [number];
    expect(code).to.equal(1);
    expect(said).to.contain('The embedded store ended unexpectedly');
    await rm(dataDir, { recursive: true });
  });

  it('a store that is stopped twice, or with clients at work, stops once', async () => {
    const { uri, store, dataDir, close } = await openStore();
    const client = await MongoClient.connect(uri);
    const insert = () => client.db('x').collection('a').insertOne({ a: 1 });
    await insert();
    const writing = Promise.allSettled(Array.from({ length: 20 }, insert));
    await Promise.all([store.stop(), store.stop()]);
    await client.close();
    const written = (await writing).filter(({ status }) => status === 'fulfilled').length;
    const again = await openStore({ dataDir });
    const reader = await MongoClient.connect(again.uri);
    const stored = await reader.db('x').collection('a').countDocuments();
    await reader.close();
    await again.store.stop();
    await close();
    expect(stored).to.be.at.least(1 + written);
  });
});
