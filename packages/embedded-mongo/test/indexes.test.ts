import { expect } from 'chai';
import { MongoClient } from 'mongodb';
import type { Collection, Db, Document } from 'mongodb';
import { openStore, refusal } from './support.js';
import type { TestStore } from './support.js';

interface Explained {
  queryPlanner: { winningPlan: { stage: string; inputStage?: { stage: string; indexName: string } } };
  executionStats: { nReturned: number; totalKeysExamined: number; totalDocsExamined: number };
}

describe('embedded-mongo: indexes', () => {
  let store: TestStore;
  let client: MongoClient;
  let db: Db;
  before(async () => {
    store = await openStore({ expireEveryMs: 200 });
    client = await MongoClient.connect(store.uri);
    db = client.db();
  });
  after(async () => {
    await client.close();
    await store.close();
  });

  let number = 0;
  function fresh(): Collection {
    return db.collection(`indexed${++number}`);
  }

  describe('that are unique', () => {
    it('refuse the second document and say which key', async () => {
      const collection = fresh();
      await collection.createIndex({ email: 1 }, { unique: true });
      await collection.insertOne({ email: 'x' });
      const error = await refusal(collection.insertOne({ email: 'x' }));
      const ns = `groundswell.${collection.collectionName}`;
      expect(error.code).to.equal(11000);
      expect(error.message).to.equal(
        `E11000 duplicate key error collection: ${ns} index: email_1 dup key: { email: "x" }`,
      );
      expect(error.keyPattern).to.deep.equal({ email: 1 });
      expect(error.keyValue).to.deep.equal({ email: 'x' });
    });

    it('refuse an update and an upsert that would make a second', async () => {
      const collection = fresh();
      await collection.createIndex({ k: 1 }, { unique: true });
      await collection.insertMany([{ k: 1 }, { k: 2 }]);
      expect((await refusal(collection.updateOne({ k: 2 }, { $set: { k: 1 } }))).code).to.equal(11000);
      expect((await refusal(collection.findOneAndUpdate({ k: 2 }, { $set: { k: 1 } }))).code).to.equal(11000);
      expect(
        (await refusal(collection.updateOne({ x: 1 }, { $set: { k: 1 } }, { upsert: true }))).code,
      ).to.equal(11000);
      expect(await collection.distinct('k')).to.deep.equal([1, 2]);
      await collection.updateOne({ k: 2 }, { $set: { k: 2, same: true } });
    });

    it('free a key when its document goes or changes', async () => {
      const collection = fresh();
      await collection.createIndex({ k: 1 }, { unique: true });
      await collection.insertMany([{ k: 1 }, { k: 2 }]);
      await collection.deleteOne({ k: 1 });
      await collection.updateOne({ k: 2 }, { $set: { k: 3 } });
      await collection.insertMany([{ k: 1 }, { k: 2 }]);
      expect((await refusal(collection.insertOne({ k: 3 }))).code).to.equal(11000);
    });

    it('of several fields look at all of them', async () => {
      const collection = fresh();
      await collection.createIndex({ a: 1, b: -1 }, { unique: true });
      await collection.insertMany([
        { a: 1, b: 1 },
        { a: 1, b: 2 },
        { a: 2, b: 1 },
      ]);
      const error = await refusal(collection.insertOne({ a: 1, b: 2 }));
      expect(error.keyValue).to.deep.equal({ a: 1, b: 2 });
    });

    it('take a missing field for null, unless they are sparse', async () => {
      const [strict, sparse] = [fresh(), fresh()];
      await strict.createIndex({ k: 1 }, { unique: true });
      await sparse.createIndex({ k: 1 }, { unique: true, sparse: true });
      await strict.insertOne({});
      expect((await refusal(strict.insertOne({}))).keyValue).to.deep.equal({ k: null });
      await sparse.insertMany([{}, {}, { k: null }]);
      expect((await refusal(sparse.insertOne({ k: null }))).code).to.equal(11000);
    });

    it('with a partial filter look only at what the filter covers', async () => {
      const collection = fresh();
      await collection.createIndex({ k: 1 }, { unique: true, partialFilterExpression: { live: true } });
      await collection.insertMany([{ k: 1, live: true }, { k: 1 }, { k: 1, live: false }]);
      expect((await refusal(collection.insertOne({ k: 1, live: true }))).code).to.equal(11000);
      expect((await refusal(collection.updateMany({ live: false }, { $set: { live: true } }))).code).to.equal(
        11000,
      );
    });

    it('let one document hold a value twice, but not two documents once each', async () => {
      const collection = fresh();
      await collection.createIndex({ tags: 1 }, { unique: true });
      await collection.insertOne({ tags: ['a', 'a', 'b'] });
      expect((await refusal(collection.insertOne({ tags: ['c', 'b'] }))).keyValue).to.deep.equal({
        tags: 'b',
      });
    });

    it('tell long texts apart that begin alike', async () => {
      const collection = fresh();
      await collection.createIndex({ k: 1 }, { unique: true });
      const long = 'x'.repeat(5000);
      await collection.insertMany([{ k: `${long}a` }, { k: `${long}b` }]);
      expect((await refusal(collection.insertOne({ k: `${long}a` }))).code).to.equal(11000);
    });

    it('under a collation of strength 2 take no notice of case', async () => {
      const collection = fresh();
      await collection.createIndex({ email: 1 }, { unique: true, collation: { locale: 'en', strength: 2 } });
      await collection.insertOne({ email: 'Ann@x.org' });
      expect((await refusal(collection.insertOne({ email: 'ann@X.org' }))).code).to.equal(11000);
    });

    it('cannot be built over documents that break them, and leave nothing behind', async () => {
      const collection = fresh();
      await collection.insertMany([{ k: 1 }, { k: 1 }]);
      expect((await refusal(collection.createIndex({ k: 1 }, { unique: true }))).code).to.equal(11000);
      expect(await collection.indexes()).to.have.length(1);
      await collection.insertOne({ k: 1 });
    });
  });

  describe('in the catalog', () => {
    it('are listed with their options, and creating one again changes nothing', async () => {
      const collection = fresh();
      const options = { partialFilterExpression: { n: { $gt: 5 } }, expireAfterSeconds: 60, name: 'mine' };
      await collection.createIndex({ at: 1 }, options);
      await collection.createIndex({ at: 1 }, options);
      expect((await collection.indexes())[1]).to.deep.equal({ v: 2, key: { at: 1 }, ...options });
    });

    it('conflict as they do on the server', async () => {
      const collection = fresh();
      await collection.createIndex({ a: 1 });
      expect((await refusal(collection.createIndex({ a: 1 }, { unique: true }))).codeName).to.equal(
        'IndexKeySpecsConflict',
      );
      expect((await refusal(collection.createIndex({ a: 1 }, { expireAfterSeconds: 1 }))).codeName).to.equal(
        'IndexOptionsConflict',
      );
      expect((await refusal(collection.createIndex({ a: 1 }, { name: 'b' }))).codeName).to.equal(
        'IndexOptionsConflict',
      );
      expect((await refusal(collection.createIndex({ b: 1 }, { name: 'a_1' }))).codeName).to.equal(
        'IndexKeySpecsConflict',
      );
      expect((await refusal(collection.createIndex({ a: 'text' }))).codeName).to.equal('CannotCreateIndex');
      expect((await refusal(collection.dropIndex('nope'))).codeName).to.equal('IndexNotFound');
      expect((await refusal(collection.dropIndex('_id_'))).codeName).to.equal('InvalidOptions');
    });

    it('refuse two arrays side by side in one document', async () => {
      const collection = fresh();
      await collection.createIndex({ a: 1, b: 1 });
      expect((await refusal(collection.insertOne({ a: [1], b: [2] }))).code).to.equal(171);
      expect(await collection.countDocuments()).to.equal(0);
    });
  });

  describe('and the planner', () => {
    let collection: Collection;
    before(async () => {
      collection = fresh();
      const docs = Array.from({ length: 2000 }, (_, i) => ({
        _id: i as never,
        user: `u${i % 100}`,
        day: i % 50,
        at: new Date(i * 1000),
        tags: [`t${i % 10}`, `t${i % 7}`],
        lines: [{ a: i % 5, b: i % 3 }],
        state: i % 20 === 0 ? 'open' : 'done',
      }));
      await collection.insertMany(docs);
      await collection.createIndex({ user: 1, day: -1 });
      await collection.createIndex({ at: 1 });
      await collection.createIndex({ tags: 1 });
      await collection.createIndex({ 'lines.a': 1, 'lines.b': 1 });
      await collection.createIndex(
        { day: 1 },
        { partialFilterExpression: { state: 'open' }, name: 'openDays' },
      );
    });

    async function explained(filter: Document, options: Document = {}): Promise<Explained> {
      return (await collection.find(filter, options).explain()) as unknown as Explained;
    }
    const rules: [rule: string, filter: Document, options: Document, index: string, mostDocs: number][] = [
      ['an _id is read directly', { _id: 7 }, {}, '_id_', 1],
      ['many _ids are read directly', { _id: { $in: [1, 5, 9] } }, {}, '_id_', 3],
      ['an equality prefix of a compound index', { user: 'u7' }, {}, 'user_1_day_-1', 20],
      ['an equality and a range', { user: 'u7', day: { $gte: 40 } }, {}, 'user_1_day_-1', 0],
      ['a range of dates', { at: { $gte: new Date(5000), $lt: new Date(9000) } }, {}, 'at_1', 4],
      ['a range wins over nothing', { at: { $lt: new Date(3000) }, state: 'done' }, {}, 'at_1', 3],
      ['an equality wins over a range', { at: { $gt: new Date(0) }, user: 'u1' }, {}, 'user_1_day_-1', 20],
      ['an element of an array', { tags: 't9' }, {}, 'tags_1', 200],
      ['$in on an indexed field', { user: { $in: ['u1', 'u2'] } }, {}, 'user_1_day_-1', 40],
      ['a prefix expression', { user: /^u99/ }, {}, 'user_1_day_-1', 220],
      ['$elemMatch', { lines: { $elemMatch: { a: 1, b: 1 } } }, {}, 'lines.a_1_lines.b_1', 400],
      ['a partial index for a query its filter covers', { day: 0, state: 'open' }, {}, 'openDays', 20],
      ['a hint is followed', { user: 'u1' }, { hint: { at: 1 } }, 'at_1', 2000],
    ];
    for (const [rule, filter, options, index, mostDocs] of rules) {
      it(rule, async () => {
        const { queryPlanner, executionStats } = await explained(filter, options);
        expect(queryPlanner.winningPlan.inputStage?.indexName).to.equal(index);
        expect(executionStats.totalDocsExamined).to.be.at.most(mostDocs);
        const found = await collection.find(filter).hint({ $natural: 1 }).toArray();
        expect(executionStats.nReturned).to.equal(found.length);
      });
    }

    it('an index gives the order, in both directions, without a sort', async () => {
      for (const direction of [1, -1] as const) {
        const { queryPlanner } = await explained({ user: 'u3' }, { sort: { day: direction } });
        expect(queryPlanner.winningPlan.stage).to.equal('FETCH');
      }
      const last = await collection.find().sort({ at: -1 }).limit(2).toArray();
      expect(last.map(({ _id }) => Number(_id))).to.deep.equal([1999, 1998]);
    });

    it('a partial index is not used for what its filter does not cover', async () => {
      expect(await collection.countDocuments({ day: 0 })).to.equal(40);
      expect((await explained({ day: 0 })).queryPlanner.winningPlan.stage).to.equal('COLLSCAN');
    });

    it('$or reads each branch through its own index', async () => {
      const { queryPlanner, executionStats } = await explained({
        $or: [{ user: 'u1' }, { at: new Date(1000) }],
      });
      expect(queryPlanner.winningPlan.stage).to.equal('OR');
      expect(executionStats.totalDocsExamined).to.be.at.most(21);
      expect(executionStats.nReturned).to.equal(20);
    });

    it('a position in a path finds what it finds without an index', async () => {
      const items = fresh();
      await items.insertMany([{ v: [[5, 7]] }, { v: [5] }, { v: [{ w: [[1]] }] }, { v: [{ w: [1] }] }]);
      const counts = (): Promise<number[]> =>
        Promise.all(
          [{ 'v.0': 5 }, { 'v.0': { $gt: 4 } }, { 'v.0': null }, { 'v.0.w': 1 }, { 'v.w.0': 1 }].map(
            (filter) => items.countDocuments(filter),
          ),
        );
      expect(await counts()).to.deep.equal([1, 1, 2, 1, 1]);
      for (const path of ['v.0', 'v.0.w', 'v.w.0']) await items.createIndex({ [path]: 1 });
      expect(await counts()).to.deep.equal([1, 1, 2, 1, 1]);
    });

    it('texts longer than an index key are in order, and in the range asked for', async () => {
      const items = fresh();
      const long = 'x'.repeat(1900);
      await items.createIndex({ s: 1 });
      await items.insertMany(['b', 'a', 'd', 'c', ''].map((end) => ({ s: long + end })));
      const ends = async (filter: Document, direction: 1 | -1): Promise<string[]> =>
        (await items.find(filter).sort({ s: direction }).toArray()).map(({ s }) => String(s).slice(1900));
      expect(await ends({}, 1)).to.deep.equal(['', 'a', 'b', 'c', 'd']);
      expect(await ends({}, -1)).to.deep.equal(['d', 'c', 'b', 'a', '']);
      expect(await ends({ s: { $gt: `${long}a`, $lte: `${long}c` } }, 1)).to.deep.equal(['b', 'c']);
      expect(await items.countDocuments({ s: { $gte: `${long}b` } })).to.equal(3);
    });

    it('a hint that names no index is refused', async () => {
      expect((await refusal(collection.find({}).hint('nope').toArray())).code).to.equal(2);
    });
  });

  it('that expire documents remove them, and only them', async () => {
    const collection = fresh();
    await collection.createIndex({ at: 1 }, { expireAfterSeconds: 5 });
    const past = new Date(Date.now() - 60_000);
    await collection.insertMany([
      { _id: 1 as never, at: past },
      { _id: 2 as never, at: new Date() },
      { _id: 3 as never, at: 'never' },
      { _id: 4 as never },
      { _id: 5 as never, at: [new Date(), past] },
    ]);
    for (let i = 0; i < 50 && (await collection.countDocuments()) > 3; i++) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(await collection.distinct('_id')).to.deep.equal([2, 3, 4]);
  });
});
