import { expect } from 'chai';
import fc from 'fast-check';
import { BSON, Decimal128, Double, Int32, Long } from 'mongodb';
import type { Document, MongoServerError } from 'mongodb';
import { filter } from './differential/generate-filters.js';
import { documents, path } from './differential/generate-values.js';
import { openDatabase, refusal } from './support.js';
import type { TestDatabase } from './support.js';

const exact = { promoteValues: false, promoteLongs: false };
const int = (value: number): Int32 => new Int32(value);
const double = (value: number): Double => new Double(value);
const decimal = (text: string): Decimal128 => Decimal128.fromString(text);
const shown = (value: unknown): string => BSON.EJSON.stringify(value, { relaxed: false });

interface Asked {
  documents: Document[];
  filter: Document;
  key: string;
  sort: string;
  of: string[];
}

describe('embedded-mongo: groups', () => {
  let database: TestDatabase;
  before(async () => {
    database = await openDatabase();
  });
  after(() => database.close());

  let collections = 0;
  /** The groups of these documents, in the order of their keys. */
  const grouped = async (documents: Document[], ...stages: Document[]): Promise<Document[]> => {
    const collection = database.db.collection(`c${collections++}`);
    await collection.insertMany(documents.map((doc, i) => ({ _id: int(i) as never, ...doc })));
    const pipeline = [{ $sort: { _id: 1 } }, ...stages, { $sort: { _id: 1 } }];
    return collection.aggregate(pipeline, exact).toArray();
  };
  const same = (found: Document[], expected: Document[]): void => {
    expect(found.map(shown)).to.deep.equal(expected.map(shown));
  };

  it('equal numbers are one group, under the type that came first', async () => {
    const numbers = [double(1), int(1), Long.fromNumber(1), decimal('1.00'), decimal('1.5'), double(1.5)];
    same(
      await grouped(
        numbers.map((a) => ({ a })),
        { $group: { _id: '$a', n: { $sum: int(1) } } },
      ),
      [
        { _id: double(1), n: int(4) },
        { _id: decimal('1.5'), n: int(2) },
      ],
    );
  });

  it('integers no double can hold are groups of their own', async () => {
    const [a, b] = ['9007199254740992', '9007199254740993'].map((text) => Long.fromString(text));
    const found = await grouped([{ a }, { a: b }, { a: double(2 ** 53) }], {
      $group: { _id: '$a', n: { $sum: int(1) } },
    });
    same(found, [
      { _id: a, n: int(2) },
      { _id: b, n: int(1) },
    ]);
  });

  it('a missing key is null, a missing part of one is left out', async () => {
    const documents = [{ a: null }, {}, { a: int(1) }];
    same(await grouped(documents, { $group: { _id: '$a', n: { $sum: int(1) } } }), [
      { _id: null, n: int(2) },
      { _id: int(1), n: int(1) },
    ]);
    same(await grouped(documents, { $group: { _id: { a: '$a' } } }), [
      { _id: {} },
      { _id: { a: null } },
      { _id: { a: int(1) } },
    ]);
  });

  it('documents with fields in another order are other keys', async () => {
    const found = await grouped([{ a: { x: 1, y: 2 } }, { a: { y: 2, x: 1 } }, { a: { x: 1, y: 2 } }], {
      $group: { _id: '$a', n: { $sum: int(1) } },
    });
    same(found, [
      { _id: { x: int(1), y: int(2) }, n: int(2) },
      { _id: { y: int(2), x: int(1) }, n: int(1) },
    ]);
  });

  it('texts that look like parts of a key do not run together', async () => {
    const documents = [
      { a: 'x', b: 'yz' },
      { a: 'xy', b: 'z' },
      { a: 'n', b: null },
      { a: null, b: 'n' },
      { a: ['a', 'b'] },
      { a: ['ab'] },
    ];
    expect(await grouped(documents, { $group: { _id: { a: '$a', b: '$b' } } })).to.have.length(6);
  });

  it('a sum of nothing is 0, a mean of nothing null; what is no number is passed over', async () => {
    const fields = {
      sum: { $sum: '$a' },
      avg: { $avg: '$a' },
      max: { $max: '$a' },
    };
    same(await grouped([{ a: 'x' }], { $group: { _id: null, ...fields } }), [
      { _id: null, sum: int(0), avg: null, max: 'x' },
    ]);
    same(
      await grouped([{ a: int(1) }, { a: 'x' }, { a: int(2) }, {}], { $group: { _id: null, ...fields } }),
      [{ _id: null, sum: int(3), avg: double(1.5), max: 'x' }],
    );
  });

  it('sums and means have the widest type they met', async () => {
    const fields = { sum: { $sum: '$a' }, avg: { $avg: '$a' } };
    const of = async (...values: unknown[]): Promise<Document> => {
      const [found] = await grouped(
        values.map((a) => ({ a })),
        { $group: { _id: null, ...fields } },
      );
      return found!;
    };
    const max = int(2 ** 31 - 1);
    same([await of(max, max)], [{ _id: null, sum: Long.fromNumber(2 ** 32 - 2), avg: double(2 ** 31 - 1) }]);
    same([await of(int(1), double(2))], [{ _id: null, sum: double(3), avg: double(1.5) }]);
    same([await of(Long.MAX_VALUE, int(1))], [{ _id: null, sum: double(2 ** 63), avg: double(2 ** 62) }]);
    same(
      [await of(decimal('0.10'), int(1), decimal('0.20'))],
      [{ _id: null, sum: decimal('1.30'), avg: decimal('0.4333333333333333333333333333333333') }],
    );
  });

  it('$first, $last, $push and $addToSet keep values as they are; missing is null, or left out', async () => {
    const fields = {
      first: { $first: '$a' },
      last: { $last: '$a' },
      all: { $push: '$a' },
      set: { $addToSet: '$a' },
    };
    same(
      await grouped([{}, { a: double(1) }, { a: int(1) }, { a: null }], { $group: { _id: null, ...fields } }),
      [{ _id: null, first: null, last: null, all: [double(1), int(1), null], set: [double(1), null] }],
    );
  });

  it('a pipeline that names fields sees them, whatever lies around them', async () => {
    const value = { deep: [{ x: int(1) }], when: new Date(5), bytes: new BSON.Binary(Buffer.from('x')) };
    const documents = [
      { before: /x/i, a: value, b: 'é', after: new BSON.Code('x') },
      { a: value, b: 'é', z: new BSON.Timestamp({ t: 1, i: 2 }), min: new BSON.MinKey() },
    ];
    const stages = [{ $match: { 'a.deep.x': 1 } }, { $group: { _id: '$b', all: { $push: '$a' } } }];
    same(await grouped(documents, ...stages), [{ _id: 'é', all: [value, value] }]);
    const whole = await grouped(documents, { $group: { _id: null, all: { $push: '$$ROOT' } } });
    expect(Object.keys((whole[0]!.all as Document[])[1]!)).to.deep.equal(['_id', 'a', 'b', 'z', 'min']);
  });

  it('many documents make few groups, and others are answered meanwhile', async () => {
    const collection = database.db.collection('many');
    const documents = Array.from({ length: 20_000 }, (_, i) => ({ key: i % 5, n: i, text: 'x'.repeat(200) }));
    await collection.insertMany(documents);
    const ping = (): Promise<unknown> => database.db.command({ ping: 1 });
    await Promise.all([ping(), ping(), ping()]);
    const order: string[] = [];
    const group = collection
      .aggregate([{ $group: { _id: '$key', n: { $sum: '$n' } } }, { $sort: { _id: 1 } }])
      .toArray()
      .then((found) => {
        order.push('group');
        return found;
      });
    await ping();
    order.push('ping');
    const found = await group;
    expect(order).to.deep.equal(['ping', 'group']);
    const sum = (key: number): number => 4000 * key + (5 * (3999 * 4000)) / 2;
    expect(found).to.deep.equal([0, 1, 2, 3, 4].map((_id) => ({ _id, n: sum(_id) })));
  });

  it('are the same whether documents are decoded whole or only where the pipeline looks', async () => {
    const collection = database.db.collection('partly');
    const asked = fc.record({
      documents,
      filter,
      key: path,
      sort: path,
      of: fc.array(path, { maxLength: 3 }),
    });
    const check = async ({ documents, filter, key, sort, of }: Asked): Promise<void> => {
      await collection.deleteMany({});
      await collection.insertMany(documents, { forceServerObjectId: true });
      const pushed = of.map((each, i) => [`n${i}`, { $push: `$${each}` }] as const);
      const stages = [
        { $sort: { [sort]: 1, _id: 1 } },
        { $group: { _id: `$${key}`, ...Object.fromEntries(pushed) } },
      ];
      // What a projection lets through is decoded whole before it.
      const whole = { $project: { a: 1, b: 1, c: 1, d: 1 } };
      const [partly, wholly] = await Promise.all(
        [[], [whole]].map((first) =>
          collection
            .aggregate([...first, { $match: filter }, ...stages], exact)
            .toArray()
            .catch((error: MongoServerError) => [{ refused: error.code }]),
        ),
      );
      same(partly!, wholly!);
    };
    await fc.assert(fc.asyncProperty(asked, check), { numRuns: 300 });
  });

  it('refuses what is no group', async () => {
    const codeOf = async (spec: unknown): Promise<unknown> =>
      (
        await refusal(
          database.db
            .collection('none')
            .aggregate([{ $group: spec as Document }])
            .toArray(),
        )
      ).code;
    expect(await codeOf({ n: { $sum: 1 } })).to.equal(2);
    expect(await codeOf({ _id: null, n: 1 })).to.equal(2);
    expect(await codeOf({ _id: null, n: { $sum: 1, $avg: 1 } })).to.equal(2);
    expect(await codeOf({ _id: null, n: { $add: [1, 2] } })).to.equal(168);
    expect(await codeOf({ _id: null, n: { $firstN: { input: '$a', n: 1 } } })).to.equal(168);
  });
});
