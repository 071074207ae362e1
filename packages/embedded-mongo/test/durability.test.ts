import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { expect } from 'chai';
import { MongoClient } from 'mongodb';
import { DataDirInUse, startEmbeddedMongo } from '../src/index.js';
import { samples } from './samples.js';
import { openStore, temporaryDirectory, storeCommand } from './support.js';

interface Running {
  child: ChildProcess;
  uri: string;
}

function spawnStore(dataDir: string): ChildProcess {
  return spawn(process.execPath, storeCommand, {
    env: { ...process.env, DATA_DIR: dataDir, EMBEDDED_MONGO_PORT: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** A store in a process of its own, once it has said its address. */
async function start(dataDir: string): Promise<Running> {
  const child = spawnStore(dataDir);
  const lines = createInterface({ input: child.stdout! });
  const [uri] = (await once(lines, 'line')) as [string];
  return { child, uri };
}

async function end({ child }: Running, signal: NodeJS.Signals): Promise<number | null> {
  const exited = once(child, 'exit') as Promise<[number | null]>;
  child.kill(signal);
  return (await exited)[0];
}

describe('embedded-mongo: durability', () => {
  let dataDir: string;
  beforeEach(async () => {
    dataDir = await temporaryDirectory();
  });
  afterEach(() => rm(dataDir, { recursive: true, force: true }));

  it('an acknowledged insert survives kill -9, with its index entry', async () => {
    const acknowledged: number[] = [];
    let next = 0;
    for (let round = 0; round < samples(2); round++) {
      const running = await start(dataDir);
      const client = await MongoClient.connect(running.uri, { serverSelectionTimeoutMS: 300 });
      const items = client.db().collection<{ _id: number; key: string }>('items');
      await items.createIndex({ key: 1 }, { unique: true });
      const kept = await items.find().sort({ _id: 1 }).toArray();
      expect(kept.map(({ _id }) => _id)).to.include.members(acknowledged);
      for (const { key } of kept) expect(await items.countDocuments({ key })).to.equal(1);
      const writers = Array.from({ length: 8 }, async () => {
        for (;;) {
          const _id = next++;
          await items.insertOne({ _id, key: `k${_id}` });
          acknowledged.push(_id);
        }
      });
      const ended = Promise.allSettled(writers);
      await new Promise((resolve) => setTimeout(resolve, 150 + round * 60));
      await end(running, 'SIGKILL');
      await ended;
      await client.close();
    }
    expect(acknowledged.length).to.be.greaterThan(10);
    const store = await startEmbeddedMongo({ dataDir });
    const client = await MongoClient.connect(store.uri);
    const ids = await client.db().collection<{ _id: number }>('items').distinct('_id');
    expect(ids).to.include.members(acknowledged);
    await client.close();
    await store.stop();
  });

  it('a store keeps documents, indexes and types over a restart', async () => {
    const first = await startEmbeddedMongo({ dataDir });
    let client = await MongoClient.connect(first.uri);
    await client
      .db()
      .collection('a')
      .createIndex({ k: -1 }, { unique: true, partialFilterExpression: { n: { $gt: 1 } } });
    await client
      .db()
      .collection('a')
      .insertMany([
        { k: [1, 2], n: 2 },
        { k: 1, n: 1 },
      ]);
    await client.close();
    await first.stop();
    const second = await startEmbeddedMongo({ dataDir });
    client = await MongoClient.connect(second.uri);
    const again = client.db().collection('a');
    expect((await again.indexes())[1]).to.deep.include({ key: { k: -1 }, unique: true });
    expect(await again.insertOne({ k: 2, n: 5 }).catch((error: { code: number }) => error)).to.include({
      code: 11000,
    });
    await again.insertOne({ k: 3, n: 5 });
    expect((await again.find().toArray()).map(({ n }) => Number(n))).to.deep.equal([2, 1, 5]);
    await client.close();
    await second.stop();
  });

  it('a document that one command inserted and made smaller is there after a restart', async () => {
    // LMDB leaves the smaller value in the pages of the larger one.
    const [long, shorter] = ['x'.repeat(50_000), 'x'.repeat(9_000)];
    const first = await startEmbeddedMongo({ dataDir });
    let client = await MongoClient.connect(first.uri);
    await client
      .db()
      .collection<{ _id: number; text: string }>('a')
      .bulkWrite([
        { updateOne: { filter: { _id: 1 }, update: { $set: { text: long } }, upsert: true } },
        { updateOne: { filter: { _id: 1 }, update: { $set: { text: shorter } } } },
      ]);
    await client.close();
    await first.stop();
    const second = await startEmbeddedMongo({ dataDir });
    client = await MongoClient.connect(second.uri);
    expect(await client.db().collection('a').find().toArray()).to.deep.equal([{ _id: 1, text: shorter }]);
    await client.close();
    await second.stop();
  });

  it('SIGTERM ends the process cleanly and takes the address away', async () => {
    const running = await start(dataDir);
    const file = join(dataDir, 'embedded-mongo.uri');
    expect((await readFile(file, 'utf8')).trim()).to.equal(running.uri);
    expect((await stat(file)).mode & 0o777).to.equal(0o600);
    const client = await MongoClient.connect(running.uri);
    await client.db().collection('a').insertOne({ a: 1 });
    expect(await end(running, 'SIGTERM')).to.equal(0);
    expect(existsSync(file)).to.equal(false);
    await client.close();
  });

  it('a store that stops waits for the last command of a client that has gone away', async () => {
    const { uri, close } = await openStore({ testCommands: true });
    const client = await MongoClient.connect(uri);
    await client.db('admin').command({
      ...{ configureFailPoint: 'failCommand', mode: { times: 1 } },
      data: { failCommands: ['insert'], blockConnection: true, blockTimeMS: 300 },
    });
    const inserted = client
      .db()
      .collection('a')
      .insertOne({ a: 1 })
      .catch(() => undefined);
    await wait(100);
    await client.close(true);
    const outcome = await close().then(
      () => 'stopped',
      (error: Error) => error.message,
    );
    expect(outcome).to.equal('stopped');
    await inserted;
    // Whatever the command had done to the closed store would have been thrown by now.
    await wait(400);
  });

  it('a second process on the same directory says so and exits, until the first is killed', async () => {
    const first = await start(dataDir);
    const second = spawnStore(dataDir);
    let complaint = '';
    second.stderr!.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
    const [code] = (await once(second, 'exit')) as [number];
    expect(code).to.equal(1);
    expect(complaint).to.include(dataDir);
    const here = await startEmbeddedMongo({ dataDir }).catch((error: unknown) => error);
    expect(here).to.be.instanceOf(DataDirInUse);
    const client = await MongoClient.connect(first.uri);
    await client.db().collection('a').insertOne({ a: 1 });
    await client.close();
    await end(first, 'SIGKILL');
    const third = await startEmbeddedMongo({ dataDir });
    await third.stop();
  });

  it('two stores in one process cannot share a directory', async () => {
    const { dataDir: taken, close } = await openStore();
    const second = await startEmbeddedMongo({ dataDir: taken }).catch((error: Error) => error);
    expect(second).to.be.instanceOf(DataDirInUse);
    expect((second as Error).message).to.include(taken);
    await close();
  });
});
