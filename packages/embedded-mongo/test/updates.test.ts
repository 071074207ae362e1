import { expect } from 'chai';
import { BSON, Decimal128, Double, Int32, Long } from 'mongodb';
import type { Collection, Document, Filter, UpdateFilter } from 'mongodb';
import { openDatabase, refusal } from './support.js';
import type { TestDatabase } from './support.js';

interface Item extends Document {
  _id: number | string;
}

describe('embedded-mongo: updates', () => {
  let database: TestDatabase;
  before(async () => {
    database = await openDatabase();
  });
  after(() => database.close());

  let number = 0;
  function fresh(): Collection<Item> {
    return database.db.collection<Item>(`updates${++number}`);
  }

  /** The document `before` becomes when it is updated, without its `_id`. */
  async function updated(
    before: Document,
    update: unknown,
    { filter = {}, arrayFilters }: { filter?: Document; arrayFilters?: Document[] } = {},
  ): Promise<Document> {
    const collection = fresh();
    await collection.insertOne({ _id: 1, ...before });
    await collection.updateOne(filter, update as UpdateFilter<Item>, arrayFilters ? { arrayFilters } : {});
    const { _id, ...after } = (await collection.findOne({}))!;
    expect(_id).to.equal(1);
    return after;
  }

  const rules: [
    rule: string,
    before: Document,
    update: unknown,
    after: Document,
    options?: Parameters<typeof updated>[2],
  ][] = [
    ['$set makes the documents on a path', { a: 1 }, { $set: { 'b.c.d': 2 } }, { a: 1, b: { c: { d: 2 } } }],
    ['$set fills an array up with null', { a: [1] }, { $set: { 'a.3': 4 } }, { a: [1, null, null, 4] }],
    [
      'new fields are added in the order of their names',
      {},
      { $set: { z: 1, b: 2, a: 3 } },
      { a: 3, b: 2, z: 1 },
    ],
    [
      '$unset removes fields and leaves null in arrays',
      { a: 1, b: [1, 2] },
      { $unset: { a: '', 'b.0': '' } },
      { b: [null, 2] },
    ],
    [
      '$inc and $mul take a missing field as 0',
      { a: 2 },
      { $inc: { a: -5, b: 3 }, $mul: { c: 4 } },
      { a: -3, b: 3, c: 0 },
    ],
    [
      '$min and $max compare across types',
      { a: 5, b: 'x' },
      { $min: { a: 3, b: 9 }, $max: { c: 1 } },
      { a: 3, b: 9, c: 1 },
    ],
    ['$rename moves a field', { a: { b: 1 }, c: 2 }, { $rename: { 'a.b': 'd' } }, { a: {}, c: 2, d: 1 }],
    ['$bit', { a: 13 }, { $bit: { a: { and: 10 } } }, { a: 8 }],
    ['$push appends', { a: [1] }, { $push: { a: 2, b: 3 } }, { a: [1, 2], b: [3] }],
    [
      '$push with all its modifiers',
      { a: [5, 1] },
      { $push: { a: { $each: [4, 2], $sort: 1, $slice: -3 } } },
      { a: [2, 4, 5] },
    ],
    [
      '$push at a position',
      { a: [1, 4] },
      { $push: { a: { $each: [2, 3], $position: 1 } } },
      { a: [1, 2, 3, 4] },
    ],
    [
      '$push sorts documents',
      { a: [{ n: 2 }] },
      { $push: { a: { $each: [{ n: 1 }], $sort: { n: 1 } } } },
      { a: [{ n: 1 }, { n: 2 }] },
    ],
    [
      '$addToSet adds what is not there',
      { a: [1, { x: 1 }] },
      { $addToSet: { a: { $each: [1, 2, { x: 1 }, 2] } } },
      { a: [1, { x: 1 }, 2] },
    ],
    [
      '$pop takes from either end',
      { a: [1, 2, 3], b: [1, 2, 3] },
      { $pop: { a: 1, b: -1 } },
      { a: [1, 2], b: [2, 3] },
    ],
    ['$pull by value', { a: [1, 2, 1] }, { $pull: { a: 1 } }, { a: [2] }],
    ['$pull by condition', { a: [1, 5, 9] }, { $pull: { a: { $gte: 5 } } }, { a: [1] }],
    [
      '$pull documents by their fields',
      { a: [{ x: 1, y: 1 }, { x: 2 }] },
      { $pull: { a: { x: 1 } } },
      { a: [{ x: 2 }] },
    ],
    ['$pullAll', { a: [1, 2, 3, 1] }, { $pullAll: { a: [1, 3] } }, { a: [2] }],
    [
      '$ is the element the filter matched',
      { a: [{ k: 1 }, { k: 2 }] },
      { $set: { 'a.$.v': 9 } },
      { a: [{ k: 1 }, { k: 2, v: 9 }] },
      { filter: { 'a.k': 2 } },
    ],
    [
      '$ works with $elemMatch',
      { a: [1, 7, 9] },
      { $set: { 'a.$': 0 } },
      { a: [1, 0, 9] },
      { filter: { a: { $elemMatch: { $gt: 5 } } } },
    ],
    [
      '$[] is every element',
      { a: [{ n: 1 }, { n: 2 }] },
      { $inc: { 'a.$[].n': 10 } },
      { a: [{ n: 11 }, { n: 12 }] },
    ],
    [
      '$[name] is every element its filter matches',
      { a: [1, 5, 9] },
      { $set: { 'a.$[big]': 0 } },
      { a: [1, 0, 0] },
      { arrayFilters: [{ big: { $gt: 4 } }] },
    ],
    [
      '$[name] reaches into nested arrays',
      { a: [{ b: [1, 2] }, { b: [2] }] },
      { $inc: { 'a.$[].b.$[two]': 5 } },
      { a: [{ b: [1, 7] }, { b: [7] }] },
      { arrayFilters: [{ two: 2 }] },
    ],
    [
      '$ is the element a position in the filter names',
      { a: [4, 7] },
      { $set: { 'a.$': 0 } },
      { a: [4, 0] },
      { filter: { 'a.1': 7 } },
    ],
    [
      '$pull, $pullAll and $pop make nothing where nothing is',
      { a: 1 },
      { $pull: { 'b.c': 1 }, $pullAll: { 'd.e': [1] }, $pop: { 'f.g': 1 } },
      { a: 1 },
    ],
    ['a replacement replaces everything but _id', { a: 1, b: 2 }, { c: 3 }, { c: 3 }],
    [
      'a pipeline computes from the document',
      { a: 2, b: { c: 3 } },
      [{ $set: { sum: { $add: ['$a', '$b.c'] } } }, { $unset: 'a' }],
      { b: { c: 3 }, sum: 5 },
    ],
    [
      'a pipeline sets a field below a document and keeps its neighbours',
      { a: { x: 1, y: 2 } },
      [{ $set: { a: { x: 9 } } }],
      { a: { x: 9, y: 2 } },
    ],
  ];
  for (const [rule, before, update, after, options] of rules) {
    it(rule, async () => {
      const result =
        Array.isArray(update) || Object.keys(update as Document)[0]!.startsWith('$')
          ? await updated(before, update, options)
          : await replaced(before, update as Document);
      expect(result).to.deep.equal(after);
      expect(Object.keys(result)).to.deep.equal(Object.keys(after));
    });
  }

  async function replaced(before: Document, replacement: Document): Promise<Document> {
    const collection = fresh();
    await collection.insertOne({ _id: 1, ...before });
    await collection.replaceOne({ _id: 1 }, replacement);
    const { _id, ...after } = (await collection.findOne({}))!;
    return after;
  }

  const refused: [rule: string, before: Document, update: UpdateFilter<Item>][] = [
    ['$pull below a scalar', { a: 1 }, { $pull: { 'a.b': 1 } as never }],
    ['$pullAll below a scalar', { a: 1 }, { $pullAll: { 'a.b': [1] } as never }],
    ['$pop by name in an array', { a: [1] }, { $pop: { 'a.b': 1 } as never }],
    ['$rename of a positional path', {}, { $rename: { 'a.$': 'b' } }],
    ['$rename to a path in all elements', {}, { $rename: { a: 'b.$[]' } }],
    ['$rename of an array element', { a: [1] }, { $rename: { 'a.0': 'b' } }],
    ['$rename into an array', { a: 1, b: [1] }, { $rename: { a: 'b.0' } }],
    ['arithmetic of a pipeline on a text', { a: 'x' }, [{ $set: { b: { $add: ['$a', 1] } } }] as never],
  ];
  for (const [rule, before, update] of refused) {
    it(`${rule} is refused and changes nothing`, async () => {
      const collection = fresh();
      await collection.insertOne({ _id: 1, ...before });
      const { code } = await refusal(collection.updateOne({}, update));
      expect(code).to.be.greaterThan(1);
      expect(await collection.findOne()).to.deep.equal({ _id: 1, ...before });
    });
  }

  it('what a command changes is found by an index in its next statement, and only there', async () => {
    const collection = fresh();
    await collection.createIndex({ name: 1 });
    await collection.insertMany([
      { _id: 1, name: 'a' },
      { _id: 2, name: 'a' },
    ] as never[]);
    const rename = (filter: Document, name: string) => ({
      updateOne: { filter, update: { $set: { name } } },
    });
    await collection.bulkWrite([
      rename({ _id: 1 }, 'by id'),
      rename({ name: 'by id' }, 'by name'),
      rename({ _id: 2 }, 'once'),
      rename({ _id: 2 }, 'twice'),
    ] as never[]);
    const counts = ['a', 'by id', 'by name', 'once', 'twice'].map((name) =>
      collection.countDocuments({ name }),
    );
    expect(await Promise.all(counts)).to.deep.equal([0, 0, 1, 0, 1]);
  });

  it('$ has no position from a $or of several branches', async () => {
    const collection = fresh();
    await collection.insertOne({ _id: 1, a: [1, 2] });
    const update = { $set: { 'a.$': 9 } };
    const { code } = await refusal(collection.updateOne({ $or: [{ a: 2 }, { b: 1 }] }, update));
    expect(code).to.equal(2);
    await collection.updateOne({ $or: [{ a: 2 }] }, update);
    expect(await collection.findOne()).to.deep.equal({ _id: 1, a: [1, 9] });
  });

  it('an upsert is refused where the filter does not tell what to insert', async () => {
    const collection = fresh();
    const upsert = (filter: Document): Promise<unknown> =>
      collection.updateOne(filter, { $set: { b: 1 } }, { upsert: true });
    expect((await refusal(upsert({ $expr: { $gt: ['$a', 1] } }))).code).to.equal(224);
    expect((await refusal(upsert({ $and: [{ $expr: true }] }))).code).to.equal(224);
    expect((await refusal(upsert({ a: { $all: [1, 2] } }))).code).to.equal(54);
    expect((await refusal(upsert({ a: {}, 'a.b': 1 }))).code).to.equal(54);
    expect((await refusal(upsert({ 'a.b': 1, a: {} }))).code).to.equal(54);
    expect(await collection.countDocuments()).to.equal(0);
  });

  it('$mul of a missing field is a zero of the type of its operand', async () => {
    const collection = fresh();
    await collection.insertOne({ _id: 1 });
    await collection.updateOne({}, { $mul: { a: Decimal128.fromString('2.5') as never } });
    expect((await collection.findOne())?.a).to.deep.equal(Decimal128.fromString('0'));
  });

  it('counts what it matched, modified and upserted', async () => {
    const collection = fresh();
    await collection.insertMany([
      { _id: 1, a: 1 },
      { _id: 2, a: 1 },
      { _id: 3, a: 2 },
    ]);
    const many = await collection.updateMany({}, { $set: { a: 1 } });
    expect([many.matchedCount, many.modifiedCount, many.upsertedCount]).to.deep.equal([3, 1, 0]);
    const none = await collection.updateOne({ _id: 9 }, { $set: { a: 1 } });
    expect([none.matchedCount, none.modifiedCount, none.upsertedId]).to.deep.equal([0, 0, null]);
    const upsert = await collection.updateOne({ _id: 9 }, { $set: { a: 1 } }, { upsert: true });
    expect([
      upsert.matchedCount,
      upsert.modifiedCount,
      upsert.upsertedCount,
      upsert.upsertedId,
    ]).to.deep.equal([0, 0, 1, 9]);
    expect((await collection.deleteMany({ a: 1, _id: { $lt: 3 } })).deletedCount).to.equal(2);
    expect((await collection.deleteOne({})).deletedCount).to.equal(1);
  });

  it('an upsert takes over what the filter compares for equality', async () => {
    const collection = fresh();
    const filter = { _id: 'k', 'a.b': 1, c: { $eq: 2 }, $and: [{ e: 4 }], f: { $in: [5] } } as Filter<Item>;
    await collection.updateOne(
      { ...filter, d: { $gt: 3 } },
      { $set: { g: 6 }, $setOnInsert: { h: 7 } },
      { upsert: true },
    );
    expect(await collection.findOne({})).to.deep.equal({
      _id: 'k',
      a: { b: 1 },
      c: 2,
      e: 4,
      f: 5,
      g: 6,
      h: 7,
    });
    await collection.updateOne(filter, { $setOnInsert: { h: 8 } }, { upsert: true });
    expect(await collection.countDocuments({ h: 8 })).to.equal(0);
  });

  it('a replacing upsert takes over the _id', async () => {
    const collection = fresh();
    await collection.replaceOne({ _id: 'k', a: 1 }, { b: 2 }, { upsert: true });
    expect(await collection.findOne({})).to.deep.equal({ _id: 'k', b: 2 });
  });

  it('findAndModify gives the document before or after, sorted, projected, removed or upserted', async () => {
    const collection = fresh();
    await collection.insertMany([
      { _id: 1, n: 5, x: 1 },
      { _id: 2, n: 3, x: 1 },
    ]);
    const first = { sort: { n: 1 }, projection: { n: 1 } } as const;
    expect(await collection.findOneAndUpdate({}, { $inc: { n: 10 } }, first)).to.deep.equal({ _id: 2, n: 3 });
    const after = { ...first, returnDocument: 'after' } as const;
    expect(await collection.findOneAndUpdate({}, { $inc: { n: 10 } }, after)).to.deep.equal({
      _id: 1,
      n: 15,
    });
    expect(await collection.findOneAndDelete({}, { sort: { n: -1 } })).to.deep.equal({ _id: 1, n: 15, x: 1 });
    expect(await collection.findOneAndUpdate({ _id: 7 }, { $set: { n: 1 } })).to.equal(null);
    const raw = await collection.findOneAndUpdate(
      { _id: 7 },
      { $set: { n: 1 } },
      { upsert: true, returnDocument: 'after', includeResultMetadata: true },
    );
    expect(raw.value).to.deep.equal({ _id: 7, n: 1 });
    expect(raw.lastErrorObject).to.deep.equal({ n: 1, updatedExisting: false, upserted: 7 });
    expect(
      await collection.findOneAndReplace({ _id: 7 }, { y: 1 }, { returnDocument: 'after' }),
    ).to.deep.equal({ _id: 7, y: 1 });
  });

  it('keeps every BSON type, and integers as wide as they were', async () => {
    const collection = fresh();
    const doc = {
      _id: 1,
      int: new Int32(5),
      whole: new Double(5),
      long: Long.fromNumber(5),
      decimal: Decimal128.fromString('5.00'),
      binary: new BSON.Binary(Buffer.from([1, 2]), 4),
      regex: new BSON.BSONRegExp('a/b', 'i'),
      date: new Date(1),
      timestamp: new BSON.Timestamp({ t: 1, i: 2 }),
      nothing: null,
      list: [new Double(1), [new Int32(1)]],
      min: new BSON.MinKey(),
      code: new BSON.Code('x'),
    };
    await collection.insertOne(doc);
    await collection.updateOne({}, { $set: { touched: true } });
    await collection.updateOne({}, [{ $set: { again: true } }]);
    const exact = { promoteValues: false, bsonRegExp: true };
    const found = await collection.findOne({}, { ...exact, projection: { touched: 0, again: 0 } });
    expect(BSON.EJSON.stringify(found, { relaxed: false })).to.equal(
      BSON.EJSON.stringify({ ...doc, _id: new Int32(1) }, { relaxed: false }),
    );
    await collection.updateOne({}, { $inc: { int: 1, whole: 1, long: 1 } });
    const { int, whole, long } = (await collection.findOne({}, exact))!;
    expect([int, whole, long].map((value: { _bsontype: string }) => value._bsontype)).to.deep.equal([
      'Int32',
      'Double',
      'Long',
    ]);
    await collection.updateOne({}, { $set: { int: 2 ** 31 - 1 } });
    await collection.updateOne({}, { $inc: { int: 1 } });
    expect((await collection.findOne({}, exact))!.int).to.deep.equal(Long.fromNumber(2 ** 31));
  });

  it('refuses updates that make no sense, each with the code of the server', async () => {
    const collection = fresh();
    await collection.insertOne({ _id: 1, a: 1, s: 'text', list: [1] });
    const code = async (update: unknown, options: Document = {}): Promise<unknown> =>
      (await refusal(collection.updateOne({ _id: 1 }, update as UpdateFilter<Item>, options))).code;
    expect(await code({ $set: { a: 1 }, $inc: { a: 1 } }), 'conflict').to.equal(40);
    expect(await code({ $set: { 'b.c': 1, b: 1 } }), 'conflict with a parent').to.equal(40);
    expect(await code({ $set: { _id: 2 } }), 'immutable _id').to.equal(66);
    expect(await code({ $unset: { _id: 1 } }), 'immutable _id').to.equal(66);
    expect(await code({ $foo: { a: 1 } }), 'unknown operator').to.equal(9);
    expect(await code({ $inc: { s: 1 } }), 'not a number').to.equal(14);
    expect(await code({ $inc: { a: 'x' } }), 'not a number').to.equal(14);
    expect(await code({ $push: { a: 1 } }), 'not an array').to.equal(2);
    expect(await code({ $set: { 'a.b': 1 } }), 'a scalar in the way').to.equal(28);
    expect(await code({ $set: { 'list.$': 1 } }), 'no position').to.equal(2);
    expect(await code({ $set: { 'list.$[x]': 1 } }), 'no array filter').to.equal(2);
    expect(await code({ $set: { a: 1 } }, { arrayFilters: [{ x: 1 }] }), 'unused filter').to.equal(9);
    expect((await refusal(collection.replaceOne({ a: 1 }, { _id: 2 }))).code, 'immutable _id').to.equal(66);
    expect(await collection.findOne({})).to.deep.equal({ _id: 1, a: 1, s: 'text', list: [1] });
  });

  it('an ordered bulk write ends at its first error, an unordered one goes on', async () => {
    const collection = fresh();
    await collection.createIndex({ k: 1 }, { unique: true });
    const items = (): Item[] => [
      { _id: 1, k: 1 },
      { _id: 2, k: 1 },
      { _id: 3, k: 3 },
      { _id: 4, k: 3 },
      { _id: 5, k: 5 },
    ];
    const ordered = await refusal(collection.insertMany(items()));
    expect(ordered.code).to.equal(11000);
    expect(await collection.countDocuments()).to.equal(1);
    await collection.deleteMany({});
    const unordered = await refusal(collection.insertMany(items(), { ordered: false }));
    const errors = unordered.writeErrors as { index: number; code: number }[];
    expect(errors.map(({ index, code }) => [index, code])).to.deep.equal([
      [1, 11000],
      [3, 11000],
    ]);
    expect(await collection.countDocuments()).to.equal(3);
  });

  it('a mixed bulk write reports each kind of change', async () => {
    const collection = fresh();
    const result = await collection.bulkWrite([
      { insertOne: { document: { _id: 1, a: 1 } } },
      { insertOne: { document: { _id: 2, a: 1 } } },
      { updateMany: { filter: { a: 1 }, update: { $set: { b: 1 } } } },
      { updateOne: { filter: { _id: 3 }, update: { $set: { b: 1 } }, upsert: true } },
      { replaceOne: { filter: { _id: 1 }, replacement: { c: 1 } } },
      { deleteOne: { filter: { _id: 2 } } },
    ]);
    expect([
      result.insertedCount,
      result.matchedCount,
      result.modifiedCount,
      result.deletedCount,
    ]).to.deep.equal([2, 3, 3, 1]);
    expect(result.upsertedIds).to.deep.equal({ 3: 3 });
  });

  it('an _id that is an array is refused', async () => {
    expect((await refusal(fresh().insertOne({ _id: [1] as never }))).code).to.be.oneOf([2, 53]);
  });

  it('a document over 16 MB is refused, and one that grows over it stays as it was', async () => {
    const collection = fresh();
    const half = 'x'.repeat(9 * 1024 * 1024);
    await collection.insertOne({ _id: 1, a: half });
    const grown = await refusal(collection.updateOne({ _id: 1 }, { $set: { b: half } }));
    expect(grown.code).to.be.oneOf([10334, 17419]);
    const { insertedId } = await collection.insertOne({ _id: 2, a: 'x'.repeat(16 * 1024 * 1024 - 100) });
    expect(insertedId).to.equal(2);
    expect(Object.keys((await collection.findOne({ _id: 1 }))!)).to.deep.equal(['_id', 'a']);
  });

  it('an array of one document can hold 30 000 elements', async () => {
    const collection = fresh();
    await collection.insertOne({ _id: 1, list: [] });
    await collection.updateOne({ _id: 1 }, {
      $push: { list: { $each: Array.from({ length: 30_000 }, (_, i) => i) } },
    } as never);
    expect((await collection.findOne({ list: 29_999 }))!._id).to.equal(1);
  });
});
