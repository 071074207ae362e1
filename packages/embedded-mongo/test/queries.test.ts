import { expect } from 'chai';
import { Decimal128, Double, Int32, Long, MaxKey, MinKey, ObjectId } from 'mongodb';
import type { Collection, Document, Filter } from 'mongodb';
import { openDatabase, refusal } from './support.js';
import type { TestDatabase } from './support.js';

interface Item extends Document {
  _id: string;
}

/** A test that is there only where no other server is asked. */
function ruleOfThisStore(rule: string, test: () => Promise<void>): void {
  if (!process.env.COMPARE_URI) it(rule, test);
}

describe('embedded-mongo: queries', () => {
  let database: TestDatabase;
  before(async () => {
    database = await openDatabase();
  });
  after(() => database.close());

  let number = 0;
  async function collectionWith(items: Item[]): Promise<Collection<Item>> {
    const collection = database.db.collection<Item>(`items${++number}`);
    await collection.insertMany(items);
    return collection;
  }
  async function ids(collection: Collection<Item>, filter: Document): Promise<string> {
    const found = await collection.find(filter as Filter<Item>, { projection: { _id: 1 } }).toArray();
    return found
      .map(({ _id }) => _id)
      .sort()
      .join(' ');
  }

  /** Every case is asked without an index and then again with indexes on the fields it uses. */
  function rules(items: () => Item[], cases: [rule: string, filter: Document, expected: string][]): void {
    let plain: Collection<Item>;
    let indexed: Collection<Item>;
    before(async () => {
      plain = await collectionWith(items());
      indexed = await collectionWith(items());
      const paths = new Set(items().flatMap((item) => Object.keys(item)));
      paths.delete('_id');
      for (const path of paths) await indexed.createIndex({ [path]: 1 });
    });
    for (const [rule, filter, expected] of cases) {
      it(rule, async () => {
        expect(await ids(plain, filter), 'without an index').to.equal(expected);
        expect(await ids(indexed, filter), 'with an index').to.equal(expected);
      });
    }
  }

  describe('of numbers of all types', () => {
    rules(
      () => [
        { _id: 'int', v: new Int32(1) },
        { _id: 'double', v: new Double(1.5) },
        { _id: 'long', v: Long.fromString('9007199254740993') },
        { _id: 'big', v: new Double(9007199254740992) },
        { _id: 'decimal', v: Decimal128.fromString('2') },
        { _id: 'nan', v: new Double(NaN) },
        { _id: 'negative', v: new Double(-1e300) },
        { _id: 'text', v: '1' },
        { _id: 'null', v: null },
      ],
      [
        ['an int equals a double of the same value', { v: new Double(1) }, 'int'],
        ['a decimal equals an int of the same value', { v: 2 }, 'decimal'],
        [
          'a range holds numbers of every type and nothing else',
          { v: { $gt: 1 } },
          'big decimal double long',
        ],
        ['a lower range does not hold NaN', { v: { $lt: 2 } }, 'double int negative'],
        ['NaN equals NaN', { v: NaN }, 'nan'],
        ['a long a double cannot hold is told from its neighbour', { v: { $gt: 9007199254740992 } }, 'long'],
        ['$in takes several types', { v: { $in: [1, '1', null] } }, 'int null text'],
        ['$mod works on whole parts', { v: { $mod: [2, 1] } }, 'double int long'],
        ['$type tells the numeric types apart', { v: { $type: 'long' } }, 'long'],
        [
          '$type "number" means all of them',
          { v: { $type: 'number' } },
          'big decimal double int long nan negative',
        ],
        ['$not includes what is of another type', { v: { $not: { $gt: 0 } } }, 'nan negative null text'],
      ],
    );
  });

  describe('of decimals', () => {
    rules(
      () => [
        { _id: 'price', v: Decimal128.fromString('9.99') },
        { _id: 'longer', v: Decimal128.fromString('9.9900000000000000000000001') },
        { _id: 'trailing', v: Decimal128.fromString('9.990') },
        { _id: 'double', v: new Double(9.99) },
        { _id: 'ten', v: Decimal128.fromString('10') },
        { _id: 'tiny', v: Decimal128.fromString('1E-6000') },
        { _id: 'huge', v: Decimal128.fromString('1E+6000') },
        { _id: 'zero', v: new Int32(0) },
      ],
      [
        ['one equals those of the same value', { v: Decimal128.fromString('9.99') }, 'price trailing'],
        ['a double is not the decimal next to it', { v: 9.99 }, 'double'],
        [
          'a range tells numbers apart that no double does',
          { v: { $gt: Decimal128.fromString('9.99'), $lt: 10 } },
          'double longer',
        ],
        ['one that is a double equals it', { v: new Double(10) }, 'ten'],
        ['one too small for a double is more than zero', { v: { $gt: 0, $lt: 1e-300 } }, 'tiny'],
        ['one too large for a double is less than infinity', { v: { $gt: 1e300, $lt: Infinity } }, 'huge'],
      ],
    );
  });

  describe('for one of many values', () => {
    const others = Array.from({ length: 20 }, (_, n) => `other ${n}`);
    const id = new ObjectId();
    rules(
      () => [
        { _id: 'int', v: new Int32(1) },
        { _id: 'decimal', v: Decimal128.fromString('2.50') },
        { _id: 'text', v: 'x' },
        { _id: 'id', v: id },
        { _id: 'array', v: ['y', 'x'] },
        { _id: 'object', v: { a: 1, b: [2] } },
        { _id: 'missing' },
        { _id: 'null', v: null },
      ],
      [
        ['numbers are found whatever their type', { v: { $in: [...others, 1.0, 2.5] } }, 'decimal int'],
        ['elements of arrays are found', { v: { $in: [...others, 'x'] } }, 'array text'],
        ['an array is found whole', { v: { $in: [...others, ['y', 'x']] } }, 'array'],
        ['ids are found', { v: { $in: [...others, id] } }, 'id'],
        [
          'documents are found with their fields in order',
          { v: { $in: [...others, { a: 1, b: [2] }] } },
          'object',
        ],
        ['not with their fields in another order', { v: { $in: [...others, { b: [2], a: 1 }] } }, ''],
        ['null finds what is missing', { v: { $in: [...others, null] } }, 'missing null'],
        ['patterns stand beside values', { v: { $in: [...others, /^X$/i, 1] } }, 'array int text'],
        ['$nin is all the rest', { v: { $nin: [...others, 'x', null] } }, 'decimal id int object'],
      ],
    );
  });

  describe('of missing fields and null', () => {
    rules(
      () => [
        { _id: 'missing' },
        { _id: 'null', v: null },
        { _id: 'zero', v: 0 },
        { _id: 'empty', v: '' },
        { _id: 'array', v: [] },
        { _id: 'arrayOfNull', v: [null, 1] },
        { _id: 'object', v: { w: null } },
      ],
      [
        ['null matches null, missing and an element', { v: null }, 'arrayOfNull missing null'],
        ['$ne null is the rest', { v: { $ne: null } }, 'array empty object zero'],
        [
          '$exists true tells null from missing',
          { v: { $exists: true } },
          'array arrayOfNull empty null object zero',
        ],
        ['$exists false tells missing from null', { v: { $exists: false } }, 'missing'],
        ['$in with null', { v: { $in: [null, 0] } }, 'arrayOfNull missing null zero'],
        ['$type null is not missing', { v: { $type: 'null' } }, 'arrayOfNull null'],
        ['an empty array is equal to an empty array', { v: [] }, 'array'],
        ['$size 0 is only an empty array', { v: { $size: 0 } }, 'array'],
        ['$gte null is null', { v: { $gte: null } }, 'arrayOfNull missing null'],
      ],
    );
  });

  describe('of numbers in paths', () => {
    rules(
      () => [
        { _id: 'numbers', v: [0, -2] },
        { _id: 'arrays', v: [[5, 7], { w: 5 }] },
        { _id: 'objects', v: [{ w: 5 }, { w: [5] }] },
      ],
      [
        ['a position names an element', { 'v.0': 0 }, 'numbers'],
        ['an array at a position is not opened', { 'v.0': 5 }, ''],
        ['an array at a position is itself', { 'v.0': [5, 7] }, 'arrays'],
        ['a path goes on below a position', { 'v.1.w': 5 }, 'arrays objects'],
        ['a scalar at a position has nothing below it, not even null', { 'v.1.w': null }, 'arrays objects'],
      ],
    );
  });

  describe('of paths through arrays', () => {
    rules(
      () => [
        {
          _id: 'one',
          lines: [
            { sku: 'a', n: 1 },
            { sku: 'b', n: 9 },
          ],
          tags: ['x', 'y'],
        },
        { _id: 'two', lines: [{ sku: 'a', n: 9 }], tags: ['y'] },
        { _id: 'three', lines: { sku: 'b', n: 5 }, tags: 'x' },
        { _id: 'four', lines: [], tags: [['x']] },
        { _id: 'five', lines: [{ sku: 'c' }, 7], tags: [] },
      ],
      [
        ['a path enters each element', { 'lines.sku': 'a' }, 'one two'],
        ['a path enters documents and arrays alike', { 'lines.sku': 'b' }, 'one three'],
        ['conditions may be met by different elements', { 'lines.sku': 'a', 'lines.n': 9 }, 'one two'],
        ['$elemMatch wants one element to meet all', { lines: { $elemMatch: { sku: 'a', n: 9 } } }, 'two'],
        ['$elemMatch on plain elements', { tags: { $elemMatch: { $in: ['x'], $ne: 'q' } } }, 'one'],
        ['a number in a path is an index', { 'lines.1.sku': 'b' }, 'one'],
        ['a value equals an element', { tags: 'x' }, 'one three'],
        ['an array equals an array', { tags: ['x', 'y'] }, 'one'],
        ['an array equals an element that is one', { tags: ['x'] }, 'four'],
        ['$all wants each', { tags: { $all: ['x', 'y'] } }, 'one'],
        ['$size counts elements', { tags: { $size: 2 } }, 'one'],
        ['$ne holds if no element is equal', { tags: { $ne: 'x' } }, 'five four two'],
        ['$nin holds if no element is among them', { 'lines.sku': { $nin: ['a', 'c'] } }, 'four three'],
        ['a range may be met from both sides by two elements', { 'lines.n': { $gt: 5, $lt: 5 } }, 'one'],
        ['null under an element without the field', { 'lines.n': null }, 'five'],
      ],
    );
  });

  describe('of text', () => {
    rules(
      () => [
        { _id: 'ann', name: 'Ann' },
        { _id: 'anna', name: 'anna' },
        { _id: 'bob', name: 'Bob\nby' },
        { _id: 'emoji', name: '😀' },
        { _id: 'high', name: '\uffee' },
        { _id: 'list', name: ['Cid', 'Ann'] },
      ],
      [
        ['a regular expression', { name: /^An/ }, 'ann list'],
        ['a regular expression without case', { name: { $regex: '^an', $options: 'i' } }, 'ann anna list'],
        ['a multi-line expression', { name: /^by/m }, 'bob'],
        ['an optional last letter', { name: /^Annx?/ }, 'ann list'],
        ['$in with an expression', { name: { $in: [/^B/, 'anna'] } }, 'anna bob'],
        ['$not with an expression', { name: { $not: /n/i } }, 'bob emoji high'],
        ['text is ordered by its UTF-8 bytes', { name: { $gt: '\uffee' } }, 'emoji'],
      ],
    );
  });

  describe('of documents and other values', () => {
    const oid = new ObjectId();
    rules(
      () => [
        { _id: 'ab', v: { a: 1, b: 2 } },
        { _id: 'ba', v: { b: 2, a: 1 } },
        { _id: 'oid', v: oid },
        { _id: 'true', v: true },
        { _id: 'date', v: new Date(5) },
        { _id: 'early', v: new Date(-5) },
        { _id: 'long', v: 'x'.repeat(4000) },
        { _id: 'longer', v: `${'x'.repeat(4000)}y` },
      ],
      [
        ['documents are equal in one order of fields only', { v: { a: 1, b: 2 } }, 'ab'],
        ['a document is compared field by field', { v: { $gt: { a: 1, b: 1 } } }, 'ab ba'],
        ['an ObjectId', { v: oid }, 'oid'],
        ['a boolean is not 1', { v: true }, 'true'],
        ['dates before 1970 come first', { v: { $lt: new Date(0) } }, 'early'],
        ['a date range', { v: { $gte: new Date(-5), $lte: new Date(5) } }, 'date early'],
        ['texts longer than an index key', { v: 'x'.repeat(4000) }, 'long'],
        ['a range between texts longer than an index key', { v: { $gt: 'x'.repeat(4000) } }, 'longer'],
        ['everything is above MinKey', { v: { $gt: new MinKey() } }, 'ab ba date early long longer oid true'],
        ['everything is below MaxKey', { v: { $lt: new MaxKey() } }, 'ab ba date early long longer oid true'],
      ],
    );
  });

  describe('that are combined', () => {
    rules(
      () => [
        { _id: 'a', x: 1, y: 1 },
        { _id: 'b', x: 1, y: 2 },
        { _id: 'c', x: 2, y: 1 },
        { _id: 'd', x: 3, y: 3 },
      ],
      [
        ['$or', { $or: [{ x: 2 }, { y: 2 }] }, 'b c'],
        ['$or beside a condition', { y: 1, $or: [{ x: 2 }, { y: 2 }] }, 'c'],
        ['$or of overlapping branches finds each once', { $or: [{ x: 1 }, { y: { $lt: 3 } }] }, 'a b c'],
        ['$and of the same field', { $and: [{ x: { $gte: 1 } }, { x: { $lt: 2 } }] }, 'a b'],
        ['$nor', { $nor: [{ x: 1 }, { y: 3 }] }, 'c'],
        ['contradictory equalities find nothing', { $and: [{ x: 1 }, { x: 2 }] }, ''],
        ['$expr compares two fields', { $expr: { $gt: ['$y', '$x'] } }, 'b'],
        ['$bitsAllSet', { x: { $bitsAllSet: [0] } }, 'a b d'],
        ['$comment changes nothing', { x: 1, $comment: 'why' }, 'a b'],
      ],
    );
  });

  it('sorts by the order of types, then values', async () => {
    const collection = await collectionWith([
      { _id: 'string', v: 'a' },
      { _id: 'date', v: new Date() },
      { _id: 'number', v: 5 },
      { _id: 'missing' },
      { _id: 'object', v: {} },
      { _id: 'true', v: true },
      { _id: 'oid', v: new ObjectId() },
    ]);
    const order = 'missing number string object oid true date';
    const sorted = async (): Promise<string> =>
      (await collection.find().sort({ v: 1 }).toArray()).map(({ _id }) => _id).join(' ');
    expect(await sorted()).to.equal(order);
    await collection.createIndex({ v: 1 });
    expect(await sorted()).to.equal(order);
  });

  it('sorts an array by its least element, or its greatest when descending', async () => {
    const collection = await collectionWith([
      { _id: 'a', v: [5, 1] },
      { _id: 'b', v: [3] },
      { _id: 'c', v: 4 },
    ]);
    const sorted = async (direction: 1 | -1): Promise<string> =>
      (await collection.find().sort({ v: direction }).toArray()).map(({ _id }) => _id).join(' ');
    expect(await sorted(1)).to.equal('a b c');
    expect(await sorted(-1)).to.equal('a c b');
  });

  it('skips, limits and sorts by several fields in different directions', async () => {
    const items = Array.from({ length: 20 }, (_, i) => ({ _id: String(i).padStart(2, '0'), a: i % 4, b: i }));
    const collection = await collectionWith(items);
    await collection.createIndex({ a: 1, b: -1 });
    const found = await collection.find({}, { sort: { a: 1, b: -1 }, skip: 3, limit: 4 }).toArray();
    expect(found.map(({ b }) => b as number)).to.deep.equal([4, 0, 17, 13]);
    const reverse = await collection.find({}, { sort: { a: -1, b: 1 }, limit: 3 }).toArray();
    expect(reverse.map(({ b }) => b as number)).to.deep.equal([3, 7, 11]);
  });

  // Not asked of a server to compare with: MongoDB promises no order without a sort.
  ruleOfThisStore('lists documents in the order of insertion when no order is asked for', async () => {
    const collection = await collectionWith([{ _id: 'z' }, { _id: 'a' }, { _id: 'm' }]);
    expect((await collection.find().toArray()).map(({ _id }) => _id)).to.deep.equal(['z', 'a', 'm']);
  });

  it('counts and lists distinct values, arrays opened', async () => {
    const collection = await collectionWith([
      { _id: 'a', v: ['x', 'y'] },
      { _id: 'b', v: 'y' },
      { _id: 'c', v: 3 },
      { _id: 'd' },
    ]);
    expect(await collection.distinct('v')).to.deep.equal([3, 'x', 'y']);
    expect(await collection.distinct('v', { v: 'y' })).to.deep.equal(['x', 'y']);
    expect(await collection.countDocuments({ v: { $exists: true } }, { skip: 1, limit: 1 })).to.equal(1);
    expect(await collection.estimatedDocumentCount()).to.equal(4);
  });

  it('projects fields in and out, slices, matches elements and computes', async () => {
    const collection = await collectionWith([
      {
        _id: 'a',
        n: 1,
        deep: { x: 1, y: 2 },
        list: [
          { k: 1, v: 1 },
          { k: 2, v: 2 },
          { k: 3, v: 3 },
        ],
      },
    ]);
    const project = (projection: Document, filter = {}): Promise<Document | null> =>
      collection.findOne(filter, { projection });
    expect(await project({ n: 1 })).to.deep.equal({ _id: 'a', n: 1 });
    expect(await project({ n: 1, _id: 0 })).to.deep.equal({ n: 1 });
    expect(await project({ list: 0, 'deep.x': 0 })).to.deep.equal({ _id: 'a', n: 1, deep: { y: 2 } });
    expect(await project({ 'deep.y': 1, 'list.k': 1 })).to.deep.equal({
      _id: 'a',
      deep: { y: 2 },
      list: [{ k: 1 }, { k: 2 }, { k: 3 }],
    });
    expect(await project({ list: { $slice: -1 }, deep: 0 })).to.deep.equal({
      _id: 'a',
      n: 1,
      list: [{ k: 3, v: 3 }],
    });
    expect(await project({ list: { $elemMatch: { k: { $gt: 1 } } } })).to.deep.equal({
      _id: 'a',
      list: [{ k: 2, v: 2 }],
    });
    expect(await project({ 'list.$': 1 }, { 'list.k': 3 })).to.deep.equal({
      _id: 'a',
      list: [{ k: 3, v: 3 }],
    });
    expect(await project({ total: { $add: ['$n', '$deep.y'] } })).to.deep.equal({ _id: 'a', total: 3 });
    expect((await refusal(project({ n: 1, deep: 0 }))).codeName).to.match(/BadValue|Location31254/);
  });

  it('refuses filters it does not understand instead of guessing', async () => {
    const collection = await collectionWith([{ _id: 'a' }]);
    const refused = async (filter: Document): Promise<unknown> =>
      (await refusal(collection.find(filter as Filter<Item>).toArray())).code;
    expect(await refused({ a: { $near: 1 } })).to.equal(2);
    expect(await refused({ a: { $foo: 1 } })).to.equal(2);
    expect(await refused({ $foo: 1 })).to.equal(2);
    expect(await refused({ $or: [] })).to.equal(2);
    expect(await refused({ a: { $in: 1 } })).to.equal(2);
    expect(await refused({ $expr: { $foo: 1 } })).to.be.oneOf([2, 168]);
  });

  // Not asked of a server to compare with: MongoDB runs it unless told not to.
  ruleOfThisStore('runs no JavaScript a client sends', async () => {
    const collection = await collectionWith([{ _id: 'a' }]);
    expect((await refusal(collection.find({ $where: 'true' }).toArray())).code).to.equal(2);
    const script = { body: 'function () { return 1 }', args: [], lang: 'js' };
    expect((await refusal(collection.find({ $expr: { $function: script } }).toArray())).code).to.equal(168);
  });

  // Not asked of a server to compare with: DocumentDB says that it has no collations yet: { find, collation: { locale: 'en', strength: 2 } }.
  ruleOfThisStore('folds case away under a collation of strength 2', async () => {
    const collection = await collectionWith([
      { _id: 'a', v: 'Élan' },
      { _id: 'b', v: 'elan' },
    ]);
    const collation = { locale: 'en', strength: 2 };
    const found = await collection.find({ v: 'ÉLAN' }, { collation }).toArray();
    expect(found.map(({ _id }) => _id)).to.deep.equal(['a']);
    const other = collection
      .find({ v: 'x' }, { collation: { locale: 'en', numericOrdering: true } })
      .toArray();
    expect((await refusal(other)).codeName).to.equal('NotImplemented');
  });

  ruleOfThisStore('tells case apart under a collation of strength 3, small letters first', async () => {
    const collection = await collectionWith(
      ['b', 'B', 'a', 'A', 'ab', 'á', 'a\u0301b'].map((v, at) => ({ _id: String(at), v })),
    );
    const collation = { locale: 'en' };
    const inOrder = ['a', 'A', 'ab', 'á', 'a\u0301b', 'b', 'B'];
    const texts = async (filter: Document): Promise<unknown[]> =>
      (await collection.find(filter, { collation, sort: { v: 1 } }).toArray()).map(({ v }) => v as unknown);
    for (const indexed of [false, true]) {
      if (indexed) await collection.createIndex({ v: 1 }, { collation });
      expect(await texts({})).to.deep.equal(inOrder);
      expect(await texts({ v: { $gt: 'A', $lt: 'B' } })).to.deep.equal(inOrder.slice(2, 6));
      expect(await texts({ v: 'áb' })).to.deep.equal(['a\u0301b']);
      expect(await texts({ v: 'Ab' })).to.deep.equal([]);
    }
  });
});
