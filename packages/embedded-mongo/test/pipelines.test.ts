import { expect } from 'chai';
import { Decimal128 } from 'mongodb';
import type { Document } from 'mongodb';
import { openDatabase, refusal } from './support.js';
import type { TestDatabase } from './support.js';

describe('embedded-mongo: pipelines', () => {
  let database: TestDatabase;
  before(async () => {
    database = await openDatabase();
    await database.db.collection('posts').insertMany([
      { _id: 1 as never, author: 'a', likes: 3, tags: ['x', 'y'], at: new Date('2024-01-05T10:00:00Z') },
      { _id: 2 as never, author: 'b', likes: 5, tags: ['y'], at: new Date('2024-01-05T23:00:00Z') },
      { _id: 3 as never, author: 'a', likes: 4, tags: [], at: new Date('2024-02-01T00:00:00Z') },
    ]);
  });
  after(() => database.close());

  const run = (pipeline: Document[], collection = 'posts'): Promise<Document[]> =>
    database.db.collection(collection).aggregate(pipeline).toArray();

  const rules: [rule: string, pipeline: Document[], results: Document[]][] = [
    ['$match and $count', [{ $match: { author: 'a' } }, { $count: 'n' }], [{ n: 2 }]],
    ['$count of nothing is nothing', [{ $match: { author: 'z' } }, { $count: 'n' }], []],
    [
      'an operator of one operand takes it in an array too',
      [
        { $match: { _id: 1 } },
        {
          $project: {
            _id: 0,
            number: { $isNumber: ['$likes'] },
            max: { $max: ['$tags'] },
            merged: { $mergeObjects: { a: '$likes' } },
            size: { $size: ['$tags'] },
          },
        },
      ],
      [
        {
          number: true,
          max: 'y',
          merged: { a: 3 },
          size: 2,
        },
      ],
    ],
    [
      'a decimal is a number, equal to an integer of its value',
      [
        { $match: { _id: 1 } },
        {
          $project: {
            _id: 0,
            number: { $isNumber: { $literal: Decimal128.fromString('1') } },
            in: { $in: [{ $literal: Decimal128.fromString('3') }, ['$likes']] },
          },
        },
      ],
      [{ number: true, in: true }],
    ],
    [
      '$group sums, averages and collects',
      [
        {
          $group: {
            _id: '$author',
            sum: { $sum: '$likes' },
            avg: { $avg: '$likes' },
            ids: { $push: '$_id' },
            n: { $sum: 1 },
          },
        },
        { $sort: { _id: 1 } },
      ],
      [
        { _id: 'a', sum: 7, avg: 3.5, ids: [1, 3], n: 2 },
        { _id: 'b', sum: 5, avg: 5, ids: [2], n: 1 },
      ],
    ],
    [
      '$group by several fields',
      [
        { $match: { likes: { $gte: 4 } } },
        { $group: { _id: { who: '$author', many: { $gt: ['$likes', 4] } } } },
        { $sort: { '_id.who': 1 } },
      ],
      [{ _id: { who: 'a', many: false } }, { _id: { who: 'b', many: true } }],
    ],
    [
      '$project computes, renames and keeps the order of fields',
      [
        { $match: { _id: 1 } },
        { $project: { author: 1, likes: 1, twice: { $multiply: ['$likes', 2] }, who: '$author' } },
      ],
      [{ _id: 1, author: 'a', likes: 3, twice: 6, who: 'a' }],
    ],
    [
      '$addFields reaches below a document and $$REMOVE removes',
      [
        { $match: { _id: 1 } },
        { $set: { 'stats.likes': '$likes', tags: '$$REMOVE' } },
        { $project: { author: 0, at: 0, likes: 0 } },
      ],
      [{ _id: 1, stats: { likes: 3 } }],
    ],
    [
      '$skip and $limit',
      [{ $sort: { likes: -1 } }, { $skip: 1 }, { $limit: 1 }, { $project: { likes: 1 } }],
      [{ _id: 3, likes: 4 }],
    ],
    ['$replaceRoot', [{ $match: { _id: 1 } }, { $replaceRoot: { newRoot: { n: '$likes' } } }], [{ n: 3 }]],
    [
      '$cond, $ifNull, $size',
      [
        { $match: { _id: 1 } },
        {
          $project: {
            _id: 0,
            big: { $cond: [{ $gte: ['$likes', 4] }, 'yes', 'no'] },
            none: { $ifNull: ['$nope', 0] },
            size: { $size: '$tags' },
          },
        },
      ],
      [{ big: 'no', none: 0, size: 2 }],
    ],
  ];
  for (const [rule, pipeline, results] of rules) {
    it(rule, async () => {
      const found = await run(pipeline);
      expect(found).to.deep.equal(results);
      expect(JSON.stringify(found)).to.equal(JSON.stringify(results));
    });
  }

  it('$out makes a collection of the results and keeps the indexes it had', async () => {
    const target = database.db.collection('result');
    await target.insertOne({ old: true });
    await target.createIndex({ likes: 1 });
    await run([{ $match: { author: 'a' } }, { $project: { likes: 1 } }, { $out: 'result' }]);
    expect(await target.find().sort({ _id: 1 }).toArray()).to.deep.equal([
      { _id: 1, likes: 3 },
      { _id: 3, likes: 4 },
    ]);
    expect((await target.indexes()).map(({ name }) => name)).to.deep.equal(['_id_', 'likes_1']);
  });

  it('$merge inserts, merges, replaces, keeps or discards', async () => {
    const target = database.db.collection('merged');
    const merge = async (options: Document): Promise<Document[]> => {
      await target.deleteMany({});
      await target.insertOne({ _id: 1 as never, kept: true });
      await run([
        { $match: { author: 'a' } },
        { $project: { likes: 1 } },
        { $merge: { into: 'merged', ...options } },
      ]);
      return target.find().sort({ _id: 1 }).toArray();
    };
    const third = { _id: 3, likes: 4 };
    expect(await merge({})).to.deep.equal([{ _id: 1, kept: true, likes: 3 }, third]);
    expect(await merge({ whenMatched: 'replace' })).to.deep.equal([{ _id: 1, likes: 3 }, third]);
    expect(await merge({ whenMatched: 'keepExisting' })).to.deep.equal([{ _id: 1, kept: true }, third]);
    expect(await merge({ whenNotMatched: 'discard' })).to.deep.equal([{ _id: 1, kept: true, likes: 3 }]);
    const add = [{ $set: { likes: { $add: ['$$new.likes', 100] } } }];
    expect(await merge({ whenMatched: add })).to.deep.equal([{ _id: 1, kept: true, likes: 103 }, third]);
  });

  for (const stage of ['$foo', '$lookup', '$unwind', '$facet', '$bucket', '$sample', '$collStats'])
    it(`refuses a stage it does not have, whatever the collection holds: ${stage}`, async () => {
      for (const collection of ['posts', 'empty'])
        expect((await refusal(run([{ [stage]: {} }], collection))).code).to.equal(40324);
    });

  for (const operator of [
    '$foo',
    '$dateToString',
    '$let',
    '$map',
    '$toBool',
    '$toUpper',
    '$function',
    '$constructor',
  ])
    it(`refuses an operator it does not have: ${operator}`, async () => {
      for (const stage of [
        { $project: { a: { [operator]: '$b' } } },
        { $match: { $expr: { [operator]: '$b' } } },
        { $group: { _id: { [operator]: '$b' } } },
        { $group: { _id: null, a: { [operator]: '$b' } } },
      ]) {
        const { code, message } = await refusal(run([stage], 'empty'));
        expect([code, message.includes(operator)]).to.deep.equal([168, true]);
      }
    });
});
