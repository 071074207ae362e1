import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { open } from 'lmdb';
import { MongoClient } from 'mongodb';
import type { Collection } from 'mongodb';
import { DataFileDamaged, startEmbeddedMongo } from '../src/index.js';
import { parseIndexSpec } from '../src/storage/indexes/definition.js';
import { findMatching } from '../src/query/search.js';
import { Storage } from '../src/storage/storage.js';
import { recordKey } from '../src/storage/tables.js';
import { encode } from '../src/bson/values.js';
import { refusal, temporaryDirectory } from './support.js';
import { partsOf } from './table-parts.js';

const binary = { encoding: 'binary', keyEncoding: 'binary' } as const;

interface Item {
  _id: number;
  name: string;
  text: string;
}

describe('embedded-mongo: integrity of content', () => {
  let dataDir: string;
  const file = (): string => join(dataDir, 'store', 'data.mdb');
  beforeEach(async () => {
    dataDir = await temporaryDirectory();
  });
  afterEach(() => rm(dataDir, { recursive: true, force: true }));

  async function within<T>(work: (items: Collection<Item>) => Promise<T>): Promise<T> {
    const store = await startEmbeddedMongo({ dataDir });
    const client = await MongoClient.connect(store.uri);
    try {
      return await work(client.db('test').collection<Item>('items'));
    } finally {
      await client.close();
      await store.stop();
    }
  }

  const fill = (items: Collection<Item>): Promise<unknown> =>
    items
      .createIndex({ name: 1 })
      .then(() =>
        items.insertMany([1, 2, 3].map((_id) => ({ _id, name: `name ${_id}`, text: `text ${_id}` }))),
      );

  /** Changes a byte wherever this stands in the data file. */
  async function garble(text: string): Promise<void> {
    const bytes = await readFile(file());
    for (let at = bytes.indexOf(text); at >= 0; at = bytes.indexOf(text, at + 1)) bytes[at]! ^= 1;
    await writeFile(file(), bytes);
  }

  it('a document whose bytes changed is an error for whoever reads it, and nobody else notices', async () => {
    await within(fill);
    await garble('text 2');
    await within(async (items) => {
      const message = 'record 2 of test.items is not what was written';
      expect((await refusal(items.findOne({ _id: 2 }))).message)
        .to.include(message)
        .and.include('last backup');
      expect((await refusal(items.findOne({ name: 'name 2' }))).message).to.include(message);
      expect((await refusal(items.find().toArray())).message).to.include(message);
      expect((await refusal(items.updateOne({ _id: 2 }, { $set: { text: '' } }))).message).to.include(
        message,
      );
      expect((await refusal(items.deleteMany({}))).message).to.include(message);
      expect(await items.findOne({ _id: 3 })).to.include({ text: 'text 3' });
      await items.insertOne({ _id: 4, name: 'name 4', text: 'text 4' });
      expect(await items.countDocuments()).to.equal(4);
    });
  });

  it('an index whose bytes changed is told at the start, as what it lacks nobody would miss', async () => {
    await within(fill);
    await garble('name 2');
    const error = await within(() => Promise.resolve()).catch((thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(DataFileDamaged);
    expect((error as Error).message).to.include('one of its entries is not what was written');
  });

  it('an index that leads to a record that is not there is an error, not a shorter answer', async () => {
    const storage = new Storage(dataDir);
    await storage.write(() => {
      const collection = storage.ensureCollection('test', 'items');
      storage.addIndex(collection, parseIndexSpec({ key: { name: 1 }, name: 'name_1' }));
      for (const _id of [1, 2, 3]) {
        const doc = { _id, name: `name ${_id}` };
        storage.insert(collection, encode(doc), doc);
      }
    });
    const collection = storage.collection('test', 'items')!;
    await storage.write(() => {
      for (const part of partsOf(storage.env, 'documents')) part.removeSync(recordKey(collection.id, 2));
    });
    const named = (name: string): unknown[] => [...findMatching(storage, collection, { filter: { name } })];
    expect(named('name 3')).to.have.length(1);
    expect(() => named('name 2')).to.throw(/an index of test\.items leads to record 2, which is missing/);
    await storage.close();
  });

  it('a data file of another format is told, with what to do, and stays as it is', async () => {
    const env = open({ path: dataDir, noSubdir: false, maxDbs: 4, overlappingSync: false, ...binary });
    env.openDB('catalog', binary).putSync(Buffer.from('test.items'), encode({ id: 1, indexes: [] }));
    await env.close();
    const before = await readFile(join(dataDir, 'data.mdb'));
    expect(() => new Storage(dataDir)).to.throw(DataFileDamaged, /another version of this store.*Export it/);
    expect(await readFile(join(dataDir, 'data.mdb'))).to.deep.equal(before);
  });
});
