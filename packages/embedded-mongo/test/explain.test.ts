import { expect } from 'chai';
import type { Collection, Document } from 'mongodb';
import { refusal, storeOnDisk } from './support.js';

type Item = Document & { _id: number };

interface Stage {
  stage: string;
  indexName?: string;
  inputStage?: Stage;
}

describe('embedded-mongo: explain', () => {
  const store = storeOnDisk();
  let items: Collection<Item>;
  const all = Array.from({ length: 20 }, (_, i): Item => ({ _id: i, a: i % 4, b: i % 4 }));

  before(async () => {
    items = store.db.collection<Item>('items');
    await items.createIndex({ a: 1 });
    await items.insertMany(all);
  });

  /** The stages from the outermost to the innermost, and how many documents are read. */
  async function explained(command: Document): Promise<string> {
    const { queryPlanner, executionStats } = (await store.db.command({ explain: command })) as {
      queryPlanner: { winningPlan: Stage };
      executionStats: { totalDocsExamined: number };
    };
    const stages: string[] = [];
    for (let at: Stage | undefined = queryPlanner.winningPlan; at; at = at.inputStage)
      stages.push(at.indexName ? `${at.stage} ${at.indexName}` : at.stage);
    return `${stages.join(' < ')}, ${executionStats.totalDocsExamined}`;
  }

  const pipeline = [{ $match: { a: 1 } }, { $group: { _id: null, n: { $sum: 1 } } }];
  const changed = { $set: { c: 1 } };
  const rules: [command: Document, expected: string][] = [
    [{ find: 'items', filter: { a: 1 } }, 'FETCH < IXSCAN a_1, 5'],
    [{ find: 'items', filter: { b: 1 } }, 'COLLSCAN, 20'],
    [{ find: 'items', filter: { a: 1 }, limit: 2, skip: 1 }, 'FETCH < IXSCAN a_1, 3'],
    [{ count: 'items', query: { a: 1 } }, 'FETCH < IXSCAN a_1, 5'],
    [{ distinct: 'items', key: 'b', query: { a: 1 } }, 'FETCH < IXSCAN a_1, 5'],
    [{ aggregate: 'items', pipeline, cursor: {} }, 'FETCH < IXSCAN a_1, 5'],
    [{ update: 'items', updates: [{ q: { a: 1 }, u: changed }] }, 'UPDATE < FETCH < IXSCAN a_1, 1'],
    [
      { update: 'items', updates: [{ q: { a: 1 }, u: changed, multi: true }] },
      'UPDATE < FETCH < IXSCAN a_1, 5',
    ],
    [{ update: 'items', updates: [{ q: { b: 1 }, u: [changed], multi: true }] }, 'UPDATE < COLLSCAN, 20'],
    [
      { update: 'items', updates: [{ q: { b: 9 }, u: { c: 1 }, upsert: true, hint: 'a_1' }] },
      'UPDATE < FETCH < IXSCAN a_1, 20',
    ],
    [{ delete: 'items', deletes: [{ q: { a: 1 }, limit: 0 }] }, 'DELETE < FETCH < IXSCAN a_1, 5'],
    [{ delete: 'items', deletes: [{ q: { b: 0 }, limit: 1 }] }, 'DELETE < COLLSCAN, 1'],
    [
      { findAndModify: 'items', query: { b: 1 }, sort: { _id: -1 }, update: changed },
      'UPDATE < FETCH < IXSCAN _id_, 3',
    ],
    [
      { findAndModify: 'items', query: { a: 1 }, sort: { b: 1 }, remove: true },
      'DELETE < SORT < FETCH < IXSCAN a_1, 5',
    ],
  ];
  for (const [command, expected] of rules)
    it(`tells how ${JSON.stringify(command)} reads, and does nothing`, async () => {
      expect(await explained(command)).to.equal(expected);
      expect(await items.find().sort({ _id: 1 }).toArray()).to.deep.equal(all);
    });

  it('comes from the driver for a write too', async () => {
    const update = (await items.updateMany({ a: 1 }, changed, { explain: true })) as unknown as Document;
    const remove = (await items.deleteMany({ a: 1 }, { explain: true })) as unknown as Document;
    for (const { queryPlanner } of [update, remove])
      expect(JSON.stringify(queryPlanner)).to.include('"indexName":"a_1"');
    expect(await items.find().sort({ _id: 1 }).toArray()).to.deep.equal(all);
  });

  for (const [what, command, code] of [
    [
      'two updates',
      {
        update: 'items',
        updates: [
          { q: {}, u: changed },
          { q: {}, u: changed },
        ],
      },
      16,
    ],
    ['an update that is none', { update: 'items', updates: [{ q: {}, u: { $no: { a: 1 } } }] }, 9],
    ['an unknown field of an update', { update: 'items', updates: [{ q: {}, u: changed, no: 1 }] }, 40415],
    ['a delete of two', { delete: 'items', deletes: [{ q: {}, limit: 2 }] }, 9],
    ['a findAndModify that does nothing', { findAndModify: 'items', query: {} }, 9],
    ['an insert', { insert: 'items', documents: [{ _id: 99 }] }, 238],
  ] as const)
    it(`refuses ${what}`, async () => {
      expect((await refusal(store.db.command({ explain: command }))).code).to.equal(code);
    });
});
