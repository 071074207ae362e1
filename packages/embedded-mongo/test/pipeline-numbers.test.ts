import { expect } from 'chai';
import { BSON, Decimal128, Double, Int32, Long } from 'mongodb';
import type { Document } from 'mongodb';
import { openDatabase, refusal } from './support.js';
import type { TestDatabase } from './support.js';

const exact = { promoteValues: false, promoteLongs: false };
const int = (value: number): Int32 => new Int32(value);
const double = (value: number): Double => new Double(value);
const long = (value: number | bigint | string): Long => Long.fromString(String(value));
const decimal = (text: string): Decimal128 => Decimal128.fromString(text);

/** A value as canonical Extended JSON, which tells types apart. */
const shown = (value: unknown): string => BSON.EJSON.stringify({ value }, { relaxed: false });

describe('embedded-mongo: numbers in pipelines', () => {
  let database: TestDatabase;
  before(async () => {
    database = await openDatabase();
    await database.db.collection('one').insertOne({
      _id: 1 as never,
      int: int(7),
      long: long(8),
      whole: double(2),
      half: double(2.5),
      decimal: decimal('1.50'),
      all: [int(1), long(1), double(1), decimal('1.0')],
    });
  });
  after(() => database.close());

  const compute = async (expression: unknown): Promise<unknown> => {
    const pipeline = [{ $project: { _id: 0, value: expression } }];
    const [found] = await database.db.collection('one').aggregate(pipeline, exact).toArray();
    return found!.value;
  };

  const rules: Record<string, [expression: unknown, result: unknown][]> = {
    'a sum has the widest type of its terms': [
      [{ $add: ['$int', int(1)] }, int(8)],
      [{ $add: ['$int', '$long'] }, long(15)],
      [{ $add: ['$long', '$whole'] }, double(10)],
      [{ $add: ['$int', '$decimal'] }, decimal('8.50')],
      [{ $add: [] }, int(0)],
    ],
    'an integer that does not fit becomes wider': [
      [{ $add: [int(2 ** 31 - 1), int(1)] }, long(2 ** 31)],
      [{ $subtract: [int(-(2 ** 31)), int(1)] }, long(-(2 ** 31) - 1)],
      [{ $multiply: [int(2 ** 31 - 1), int(2)] }, long(2 ** 32 - 2)],
      [{ $add: [Long.MAX_VALUE, int(1)] }, double(2 ** 63)],
      [{ $multiply: [Long.MAX_VALUE, int(2)] }, double(2 ** 64)],
    ],
    'integers of 64 bits are added to the last digit': [
      [{ $add: [long('9007199254740993'), int(2)] }, long('9007199254740995')],
      [{ $subtract: [long('9007199254740993'), long('9007199254740992')] }, long(1)],
      [{ $mod: [long('9007199254740993'), int(10)] }, long(3)],
    ],
    'a quotient is a double, or a decimal': [
      [{ $divide: [int(6), int(2)] }, double(3)],
      [{ $divide: ['$long', int(3)] }, double(8 / 3)],
      [{ $divide: [decimal('1'), int(3)] }, decimal('0.3333333333333333333333333333333333')],
      [{ $divide: [decimal('2'), int(3)] }, decimal('0.6666666666666666666666666666666667')],
      [{ $divide: [decimal('10'), decimal('2.00')] }, decimal('5')],
      [{ $divide: [decimal('0.0'), int(2)] }, decimal('0.0')],
    ],
    'decimals are computed with 34 digits': [
      [{ $add: [decimal('0.1'), decimal('0.2')] }, decimal('0.3')],
      [
        { $add: [decimal('9999999999999999999999999999999999'), decimal('1')] },
        decimal('1.000000000000000000000000000000000E+34'),
      ],
      [{ $subtract: [decimal('1E+3'), decimal('0.01')] }, decimal('999.99')],
      [{ $multiply: [decimal('1.50'), decimal('1.1')] }, decimal('1.650')],
      [{ $multiply: [decimal('9E+6144'), int(10)] }, decimal('Infinity')],
      [{ $mod: [decimal('7.5'), int(2)] }, decimal('1.5')],
      [{ $subtract: [decimal('Infinity'), decimal('Infinity')] }, decimal('NaN')],
    ],
    'what counts is an integer of 32 bits': [
      [{ $size: '$all' }, int(4)],
      [{ $cmp: [int(2), int(1)] }, int(1)],
    ],
    'differences of dates are integers of 64 bits': [
      [{ $subtract: [new Date(5), new Date(2)] }, long(3)],
      [{ $subtract: [new Date(5), int(2)] }, new Date(3)],
      [{ $add: [new Date(5), double(2.6)] }, new Date(8)],
    ],
    'what is carried along keeps its type': [
      ['$whole', double(2)],
      [
        ['$whole', '$long'],
        [double(2), long(8)],
      ],
      [{ $cond: [true, '$whole', 0] }, double(2)],
      [{ $ifNull: ['$none', '$long'] }, long(8)],
      [{ $arrayElemAt: ['$all', 2] }, double(1)],
      [{ $max: ['$int', '$long'] }, long(8)],
      [{ $max: ['$all'] }, int(1)],
      [{ $mergeObjects: [{ a: '$whole' }] }, { a: double(2) }],
      [{ $type: '$whole' }, 'double'],
      [{ $literal: long(1) }, long(1)],
    ],
    'doubles are added without losing what single additions would': [
      [{ $sum: [double(0.1), double(0.2), double(0.3)] }, double(0.6)],
      [{ $sum: [double(1e100), double(1), double(-1e100)] }, double(1)],
    ],
  };
  for (const [rule, cases] of Object.entries(rules)) {
    it(rule, async () => {
      for (const [expression, result] of cases) {
        expect(shown(await compute(expression)), shown(expression)).to.equal(shown(result));
      }
    });
  }

  it('refuses what has no number for a result', async () => {
    const refused: [expression: unknown, message: RegExp][] = [
      [{ $divide: [int(1), int(0)] }, /by zero/],
      [{ $mod: [int(1), double(0)] }, /by zero/],
      [{ $add: [int(1), 'a'] }, /only supports numeric/],
      [{ $add: ['$$nothing', 1] }, /undefined variable/],
    ];
    for (const [expression, message] of refused) {
      expect((await refusal(compute(expression))).message, shown(expression)).to.match(message);
    }
  });

  it('stages carry numbers along as they are', async () => {
    const types = async (pipeline: Document[]): Promise<string[]> => {
      const found = await database.db.collection('one').aggregate(pipeline, exact).toArray();
      return found.map((doc) => shown(doc));
    };
    const keep = { $project: { _id: 0, whole: 1 } };
    const result = [shown({ whole: double(2) })];
    expect(await types([keep])).to.deep.equal(result);
    expect(
      await types([{ $match: { whole: 2 } }, keep, { $sort: { whole: 1 } }, { $limit: 1 }]),
    ).to.deep.equal(result);
    expect(await types([{ $set: { all: '$whole' } }, { $project: { _id: 0, whole: '$all' } }])).to.deep.equal(
      result,
    );
    expect(await types([{ $replaceWith: { whole: '$whole' } }])).to.deep.equal(result);
    expect(await types([{ $count: 'n' }])).to.deep.equal([shown({ n: int(1) })]);
  });

  it('an update by a pipeline stores the types the sums have', async () => {
    const collection = database.db.collection('updated');
    await collection.insertOne({
      _id: 1 as never,
      int: int(2 ** 31 - 1),
      whole: double(1),
      left: double(3),
      price: decimal('0.10'),
    });
    await collection.updateOne({}, [
      {
        $set: {
          int: { $add: ['$int', int(1)] },
          whole: { $add: ['$whole', int(1)] },
          price: { $multiply: ['$price', int(3)] },
        },
      },
    ]);
    const found = await collection.findOne({}, exact);
    expect(shown(found)).to.equal(
      shown({ _id: int(1), int: long(2 ** 31), whole: double(2), left: double(3), price: decimal('0.30') }),
    );
  });

  it('$inc and $mul compute decimals too', async () => {
    const collection = database.db.collection('counted');
    await collection.insertOne({ _id: 1 as never, a: decimal('0.10'), b: int(3), c: decimal('2') });
    await collection.updateOne({}, { $inc: { a: decimal('0.2'), b: decimal('0.5') }, $mul: { c: int(4) } });
    const after = { _id: int(1), a: decimal('0.30'), b: decimal('3.5'), c: decimal('8') };
    expect(shown(await collection.findOne({}, exact))).to.equal(shown(after));
  });

  it('$expr compares numbers of all types by their value', async () => {
    const matching = (filter: Document): Promise<number> =>
      database.db.collection('one').countDocuments(filter);
    expect(await matching({ $expr: { $eq: ['$whole', int(2)] } })).to.equal(1);
    expect(await matching({ $expr: { $gt: ['$decimal', double(1.5)] } })).to.equal(0);
    expect(
      await matching({
        $expr: { $gt: [{ $add: [long('9007199254740992'), int(1)] }, long('9007199254740992')] },
      }),
    ).to.equal(1);
  });
});
