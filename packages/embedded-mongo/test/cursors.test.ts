import { expect } from 'chai';
import { BSON, Long } from 'mongodb';
import type { Collection } from 'mongodb';
import { Cursors } from '../src/commands/cursors.js';
import { openDatabase, refusal } from './support.js';
import type { TestDatabase } from './support.js';

describe('embedded-mongo: cursors and commands', () => {
  let database: TestDatabase;
  let numbers: Collection<{ _id: number; n: number }>;
  before(async () => {
    database = await openDatabase();
    numbers = database.db.collection('numbers');
    await numbers.insertMany(Array.from({ length: 1000 }, (_, i) => ({ _id: i, n: i % 7 })));
  });
  after(() => database.close());

  it('a cursor goes through everything once, whatever the size of its batches', async () => {
    for (const batchSize of [1, 7, 256, 5000]) {
      const ids: number[] = [];
      for await (const { _id } of numbers.find({}, { batchSize, limit: 600, sort: { _id: 1 } }))
        ids.push(_id);
      expect(ids).to.deep.equal(Array.from({ length: 600 }, (_, i) => i));
    }
  });

  it('a first batch holds 101 documents, and a single batch ends the cursor', async () => {
    const first = (await database.db.command({ find: 'numbers' })).cursor as {
      id: Long;
      firstBatch: unknown[];
    };
    expect(first.firstBatch).to.have.length(101);
    expect(first.id.toString()).to.not.equal('0');
    const single = await database.db.command({ find: 'numbers', batchSize: 5, singleBatch: true });
    const { id, firstBatch } = single.cursor as { id: Long; firstBatch: unknown[] };
    expect([Number(id), firstBatch.length]).to.deep.equal([0, 5]);
  });

  it('a cursor that was killed, or never was, is not found', async () => {
    const { cursor } = (await database.db.command({ find: 'numbers', batchSize: 2 })) as {
      cursor: { id: Long };
    };
    const killed = await database.db.command({
      killCursors: 'numbers',
      cursors: [cursor.id, Long.fromNumber(5)],
    });
    expect((killed.cursorsKilled as unknown[]).length).to.equal(1);
    expect((killed.cursorsNotFound as unknown[]).length).to.equal(1);
    const more = database.db.command({
      getMore: Long.fromBigInt(BigInt(String(cursor.id))),
      collection: 'numbers',
    });
    expect((await refusal(more)).code).to.equal(43);
  });

  it('a cursor goes on over documents that change or go meanwhile', async () => {
    const changing = database.db.collection<{ _id: number }>('changing');
    await changing.insertMany(Array.from({ length: 600 }, (_, i) => ({ _id: i })));
    const cursor = changing.find({}, { batchSize: 10, sort: { _id: 1 } });
    for (let i = 0; i < 10; i++) await cursor.next();
    await changing.deleteMany({ _id: { $gte: 400 } });
    const rest = await cursor.toArray();
    expect(rest.length).to.be.within(390, 590);
    expect(new Set(rest.map(({ _id }) => _id)).size).to.equal(rest.length);
  });

  it('a collection or an index that is not there is said not to be', async () => {
    expect(await database.db.collection('nope').find().toArray()).to.deep.equal([]);
    expect(await database.db.collection('nope').countDocuments()).to.equal(0);
    expect((await refusal(database.db.collection('nope').indexes())).code).to.equal(26);
  });

  it('a cursor nobody asks for in ten minutes is forgotten, one that is asked is not', async () => {
    const cursors = new Cursors();
    const bytes = Array.from({ length: 9 }, (_, _id) => Buffer.from(BSON.serialize({ _id })));
    const open = async (): Promise<bigint> =>
      (await cursors.first('a.b', bytes.values(), { batchSize: 1 })).cursor.id;
    const minute = 60_000;
    const now = Date.now();
    const id = await open();
    cursors.sweep(now + 9 * minute);
    expect((await cursors.more(id, 'a.b', 1)).cursor.batch).to.deep.equal([bytes[1]]);
    cursors.sweep(now + 11 * minute);
    const late: unknown = await cursors.more(id, 'a.b', 1).catch((error: unknown) => error);
    expect(late).to.include({ codeName: 'CursorNotFound' });
  });

  it('a cursor is not asked twice at a time, nor forgotten while it is at work', async () => {
    const cursors = new Cursors();
    function* slow(): Generator<Buffer | undefined> {
      for (;;) {
        for (const end = performance.now() + 20; performance.now() < end;);
        yield undefined;
        yield Buffer.from(BSON.serialize({}));
      }
    }
    const { cursor } = await cursors.first('a.b', slow(), { batchSize: 1 });
    const batch = cursors.more(cursor.id, 'a.b', 2);
    const second: unknown = await cursors.more(cursor.id, 'a.b', 1).catch((error: unknown) => error);
    expect(second).to.include({ codeName: 'CursorInUse' });
    cursors.sweep(Date.now() + 3_600_000);
    expect((await batch).cursor)
      .to.include({ id: cursor.id })
      .and.have.nested.property('batch.length', 2);
    expect((await cursors.more(cursor.id, 'a.b', 1)).cursor.batch).to.have.length(1);
  });

  it('collections are created, listed and dropped', async () => {
    const { db } = database;
    await db.createCollection('made');
    expect((await refusal(db.createCollection('made'))).code).to.equal(48);
    expect((await db.listCollections({ name: 'made' }).toArray()).map(({ name }) => name)).to.deep.equal([
      'made',
    ]);
    const { databases } = await db.admin().listDatabases();
    expect(databases.map(({ name }) => name)).to.include(db.databaseName);
    await db.collection('made').insertOne({ a: 1 });
    await db.dropCollection('made');
    expect(await db.collection('made').countDocuments()).to.equal(0);
    await db.collection('made').insertOne({ b: 1 });
    expect(await db.collection('made').findOne({}, { projection: { _id: 0 } })).to.deep.equal({ b: 1 });
  });

  it('a command nobody knows is refused by name', async () => {
    const error = await refusal(database.db.command({ makeCoffee: 1 }));
    expect([error.code, error.codeName]).to.deep.equal([59, 'CommandNotFound']);
    expect(error.message).to.include('makeCoffee');
  });
});
