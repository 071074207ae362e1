import { expect } from 'chai';
import type { Collection, Document } from 'mongodb';
import { storeOnDisk } from './support.js';

type Item = Document & { _id: number };

describe('embedded-mongo: hints and projections', () => {
  const store = storeOnDisk();

  describe('a hint at an index that lacks documents', () => {
    let items: Collection<Item>;
    before(async () => {
      items = store.db.collection<Item>('items');
      await items.insertMany([
        { _id: 1, a: 1, b: 5 },
        { _id: 2, b: 9 },
        { _id: 3, a: null, b: 9 },
        { _id: 4, a: 2 },
      ]);
      await items.createIndex({ a: 1 }, { sparse: true, name: 'sparse' });
      await items.createIndex({ b: 1 }, { partialFilterExpression: { b: { $gt: 6 } }, name: 'partial' });
    });
    const rules: [hint: string | Document, filter: Document, ids: number[]][] = [
      ['sparse', {}, [1, 3, 4]],
      [{ a: 1 }, {}, [1, 3, 4]],
      ['sparse', { a: null }, [3]],
      ['sparse', { b: 9 }, [3]],
      ['sparse', { $or: [{ a: 1 }, { b: 9 }] }, [1, 3]],
      ['partial', {}, [2, 3]],
      ['partial', { b: 5 }, []],
      ['partial', { b: { $gt: 3 } }, [2, 3]],
      ['partial', { a: { $exists: true } }, [3]],
      [{}, { b: { $gt: 3 } }, [1, 2, 3]],
    ];
    for (const [hint, filter, ids] of rules) {
      it(`finds what is in it alone: ${JSON.stringify(hint)} ${JSON.stringify(filter)}`, async () => {
        const found = await items.find(filter, { hint }).toArray();
        expect(found.map(({ _id }) => _id).sort()).to.deep.equal(ids);
        const sorted = await items.find(filter, { hint, sort: { _id: -1 } }).toArray();
        expect(sorted.map(({ _id }) => _id)).to.deep.equal([...ids].reverse());
        expect(await items.countDocuments(filter, { hint })).to.equal(ids.length);
        expect((await store.db.command({ count: 'items', query: filter, hint })).n).to.equal(ids.length);
      });
    }

    it('changes what is in it alone', async () => {
      expect((await items.updateMany({}, { $set: { c: 1 } }, { hint: 'sparse' })).matchedCount).to.equal(3);
      expect((await items.deleteMany({}, { hint: 'partial' })).deletedCount).to.equal(2);
    });
  });

  describe('a projection', () => {
    before(() =>
      store.db.collection('posts').insertOne({ _id: 1 as never, a: { b: 1, c: 2 }, tags: [1, 2, 3], n: 4 }),
    );
    const outcome = async (projection: Document): Promise<unknown> =>
      store.db
        .collection('posts')
        .find({}, { projection })
        .toArray()
        .catch((error: { code: number }) => error.code);
    const rules: [projection: Document, result: unknown][] = [
      [{ n: 1, tags: { $slice: 1 } }, [{ _id: 1, tags: [1], n: 4 }]],
      [{ a: 0, tags: { $slice: 1 } }, [{ _id: 1, tags: [1], n: 4 }]],
      [{ a: 1, 'a.x': { $literal: 1 } }, 2],
      [{ 'a.b': 1, a: { $literal: 1 } }, 2],
      [{ 'a.b': 1, 'a.x': { $literal: 1 }, _id: 0 }, [{ a: { b: 1, x: 1 } }]],
      [{ tags: { $slice: 1 }, 'tags.x': 1 }, 2],
      [{ n: 0, x: { $literal: 1 } }, 2],
      [{ '_id.x': 1, n: 1 }, [{ n: 4 }]],
    ];
    for (const [projection, result] of rules) {
      it(`gives the same in whatever order its keys are: ${JSON.stringify(projection)}`, async () => {
        const reversed = Object.fromEntries(Object.entries(projection).reverse());
        expect([await outcome(projection), await outcome(reversed)]).to.deep.equal([result, result]);
      });
    }
  });
});
