import { rm } from 'node:fs/promises';
import { expect } from 'chai';
import fc from 'fast-check';
import { parseIndexSpec } from '../src/storage/indexes/definition.js';
import type { IndexMeta } from '../src/storage/indexes/definition.js';
import { parseSort, sorter } from '../src/bson/sort.js';
import { findMatching, planOf } from '../src/query/search.js';
import type { Collection } from '../src/storage/storage.js';
import { Storage } from '../src/storage/storage.js';
import { encode } from '../src/bson/values.js';
import type { Doc } from '../src/bson/values.js';
import { temporaryDirectory } from './support.js';
import { walkStore } from './walk-store.js';

const spec = (key: Doc, options: Doc = {}): Omit<IndexMeta, 'id'> =>
  parseIndexSpec({ key, name: `${Object.keys(key).join('-')} ${JSON.stringify(options)}`, ...options });

describe('embedded-mongo: which index serves a query', () => {
  let directory: string;
  let storage: Storage;
  let made = 0;
  before(async () => {
    directory = await temporaryDirectory();
    storage = new Storage(directory);
  });
  after(async () => {
    await storage.close();
    await rm(directory, { recursive: true, force: true });
  });

  function fill(indexes: readonly Omit<IndexMeta, 'id'>[], docs: readonly Doc[]): Promise<Collection> {
    return storage.write(() => {
      const collection = storage.ensureCollection('test', `c${made++}`);
      for (const index of indexes) storage.addIndex(collection, index);
      for (const doc of docs) storage.insert(collection, encode(doc), doc);
      return collection;
    });
  }

  const docs = Array.from({ length: 1000 }, (_, i) => ({
    _id: i,
    team: i % 10,
    day: i % 100,
    state: i % 4 === 0 ? 'open' : 'closed',
    due: i % 50 === 1 ? i : null,
  }));

  /** What a query reads of the thousand documents, beside these indexes, and whether it then has to sort. */
  async function reading(keys: Doc[], filter: Doc, sort: Doc = {}, options: Doc = {}) {
    const collection = await fill(
      keys.map((key) => spec(key, options)),
      docs,
    );
    const query = { filter, sort: parseSort(sort) };
    const effort = { keys: 0, docs: 0 };
    const found = [...findMatching(storage, collection, query, effort)].length;
    const chosen = planOf(collection, query);
    const fields =
      chosen.kind === 'index' ? chosen.index.fields.map(({ path }) => path).join(' ') : chosen.kind;
    return { fields, found, read: effort.docs, sorts: !chosen.sorted };
  }

  it('one that has more of the equalities is taken before one that has fewer', async () => {
    expect(await reading([{ team: 1 }, { team: 1, state: 1 }], { team: 3, state: 'closed' })).to.include({
      fields: 'team state',
      read: 100,
    });
  });

  it('equality and then the order asked for needs no sort', async () => {
    expect(await reading([{ team: 1 }, { team: 1, day: -1 }], { team: 3 }, { day: 1 })).to.deep.equal({
      fields: 'team day',
      found: 100,
      read: 100,
      sorts: false,
    });
  });

  it('one value is taken before one of several', async () => {
    const filter = { team: { $in: [1, 2, 3, 4, 5, 6] }, day: 31 };
    expect(await reading([{ team: 1 }, { day: 1 }], filter)).to.include({ fields: 'day', read: 10 });
  });

  it('several values are read one by one, and sorted afterwards', async () => {
    expect(await reading([{ team: 1, day: 1 }], { team: { $in: [1, 2] } }, { day: 1 })).to.deep.equal({
      fields: 'team day',
      found: 200,
      read: 200,
      sorts: true,
    });
  });

  it('null or a range of the same field is read as two stretches of one index', async () => {
    const filter = { state: 'closed', $or: [{ due: 51 }, { due: { $gt: 900 } }] };
    const { found, read, fields } = await reading([{ state: 1 }, { state: 1, due: 1 }], filter);
    expect({ found, read, fields }).to.deep.equal({ found: 3, read: 3, fields: 'union' });
    const open = { state: 'open', $or: [{ due: null }, { due: { $gt: 900 } }] };
    expect(await reading([{ state: 1, due: 1 }], open)).to.include({
      found: 250,
      read: 250,
      fields: 'union',
    });
  });

  it('an index in the order asked for is taken before a union that would have to be sorted', async () => {
    const filter = { state: 'open', $or: [{ due: null }, { due: { $gt: 900 } }] };
    expect(await reading([{ state: 1, day: 1 }, { due: 1 }], filter, { day: -1 })).to.include({
      fields: 'state day',
      sorts: false,
    });
  });

  it('a partial index serves a range that lies in its own, and no wider one', async () => {
    const options = { partialFilterExpression: { day: { $gte: 90 } } };
    const used = async (filter: Doc): Promise<string> =>
      (await reading([{ day: 1 }], filter, {}, options)).fields;
    expect(await used({ day: { $gt: 94 } })).to.equal('day');
    expect(await used({ day: { $gte: 90, $lt: 92 } })).to.equal('day');
    expect(await used({ day: { $gte: 89 } })).to.equal('collection');
    expect(await used({ day: { $lt: 95 } })).to.equal('collection');
    expect(await used({ day: { $gt: 'x' } })).to.equal('collection');
  });

  it('whichever is taken, the answer is that of reading everything', async () => {
    const value = fc.oneof(fc.integer({ min: 0, max: 4 }), fc.constantFrom(null, 'a', 'b', 2.5, true));
    const field = fc.oneof({ weight: 4, arbitrary: value }, fc.array(value, { maxLength: 3 }));
    const name = fc.constantFrom('a', 'b', 'c');
    const doc = fc.record({ a: field, b: field, c: value }, { requiredKeys: [] });
    const condition = fc.oneof(
      value,
      fc
        .record({ $gt: value, $lte: value }, { requiredKeys: [] })
        .filter((each) => Object.keys(each).length > 0),
      fc.record({ $in: fc.array(value, { minLength: 1, maxLength: 3 }) }),
      fc.record({ $ne: value }),
      fc.record({ $exists: fc.boolean() }),
    );
    const conditions = fc.dictionary(name, condition, { maxKeys: 3 });
    const filter = fc.oneof(
      conditions,
      fc
        .tuple(conditions, fc.array(conditions, { minLength: 1, maxLength: 3 }))
        .map(([rest, $or]) => ({ ...rest, $or })),
    );
    const sort = fc.dictionary(name, fc.constantFrom(1, -1), { maxKeys: 2 });
    const options = fc.oneof(
      { weight: 3, arbitrary: fc.constant({}) },
      fc.constant({ sparse: true }),
      fc.record({
        partialFilterExpression: fc.dictionary(name, fc.record({ $gte: value }), { minKeys: 1, maxKeys: 1 }),
      }),
    );
    const index = fc.tuple(fc.dictionary(name, fc.constantFrom(1, -1), { minKeys: 1, maxKeys: 3 }), options);
    const parallel = (each: { a?: unknown; b?: unknown }): boolean =>
      Array.isArray(each.a) && Array.isArray(each.b);
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          doc.filter((each) => !parallel(each)),
          { maxLength: 15 },
        ),
        fc.array(index, { minLength: 1, maxLength: 3 }),
        fc.array(fc.tuple(filter, sort), { minLength: 8, maxLength: 8 }),
        async (given, indexes, queries) => {
          const all = given.map((each, _id) => ({ _id, ...each }));
          const indexed = await fill(
            indexes.map(([key, more]) => spec(key, more)),
            all,
          );
          const plainly = await fill([], all);
          for (const [wanted, by] of queries) {
            const query = { filter: wanted, sort: parseSort(by) };
            const order = sorter(query.sort);
            const ids = (from: Collection): number[] => {
              const answer = [...findMatching(storage, from, query)].map((found) => found.doc);
              expect(answer.slice(1).every((each, i) => order(answer[i]!, each) <= 0)).to.equal(true);
              return answer.map(({ _id }) => _id as number);
            };
            const [got, expected] = [ids(indexed), ids(plainly)];
            expect(got.sort()).to.deep.equal(expected.sort());
          }
          await storage.write(() => [indexed, plainly].forEach((each) => storage.dropCollection(each)));
        },
      ),
      { numRuns: 120 },
    );
    expect(walkStore(storage)).to.deep.equal([]);
  });
});
