import { expect } from 'chai';
import type { Collection, Document } from 'mongodb';
import { storeOnDisk } from './support.js';

/** A document of one field of any name. */
function doc(name: string, value: unknown): Document {
  return Object.fromEntries([[name, value]]);
}

describe('embedded-mongo: fields named by whole numbers', () => {
  const store = storeOnDisk();
  // In a Map, since a JavaScript object would bring them into an order of its own before they are sent.
  const years = new Map([
    ['b', 1],
    ['10', 2],
    ['2', 3],
  ]);
  const names = async (items: Collection): Promise<string[]> => {
    const bytes = (await items.findOne({}, { raw: true })) as unknown as Uint8Array;
    return Buffer.from(bytes)
      .toString('latin1')
      .match(/\x10\w+(?=\0)/g)!
      .map((name) => name.slice(1));
  };

  it('come before the others, the least first', async () => {
    const items = store.db.collection('years');
    await items.insertOne({ _id: 'x' as never, years });
    expect(await names(items)).to.deep.equal(['2', '10', 'b']);
    await items.updateOne({}, { $set: { seen: true } });
    expect(await names(items)).to.deep.equal(['2', '10', 'b']);
    expect(await items.findOne({ 'years.10': 2, 'years.2': 3 })).to.have.property('seen', true);
  });
});

describe('embedded-mongo: fields named as what every JavaScript object has', () => {
  const store = storeOnDisk();
  for (const name of ['constructor', '__proto__', 'toString', 'hasOwnProperty']) {
    describe(name, () => {
      let items: Collection<Document & { _id: number }>;
      before(async () => {
        items = store.db.collection(`items_${name.replaceAll('_', '')}`);
        await items.insertMany([
          { ...doc(name, 1), _id: 1 },
          { ...doc(name, { [name]: 'deep' }), _id: 2 },
          { _id: 3 },
        ]);
      });
      const ids = async (filter: Document): Promise<number[]> =>
        (await items.find(filter).sort({ _id: 1 }).toArray()).map(({ _id }) => _id);
      const made = (stages: Document[]): Promise<Document[]> => items.aggregate(stages).toArray();

      it('is stored and found again', async () => {
        expect(await items.findOne({ _id: 1 })).to.deep.equal({ _id: 1, ...doc(name, 1) });
        expect(await items.findOne({ _id: 3 })).to.deep.equal({ _id: 3 });
        expect(await ids(doc(name, 1))).to.deep.equal([1]);
        expect(await ids(doc(`${name}.${name}`, 'deep'))).to.deep.equal([2]);
        expect(await ids(doc(name, { $exists: false }))).to.deep.equal([3]);
        expect(await ids({ $expr: { $eq: [`$${name}`, 1] } })).to.deep.equal([1]);
      });

      it('is projected', async () => {
        const projected = (projection: Document): Promise<Document[]> =>
          items.find({}, { projection, sort: { _id: 1 } }).toArray();
        const [whole, deep] = [doc(name, 1), doc(name, doc(name, 'deep'))];
        expect(await projected({ ...doc(name, 1), _id: 0 })).to.deep.equal([whole, deep, {}]);
        expect(await projected(doc(name, 0))).to.deep.equal([{ _id: 1 }, { _id: 2 }, { _id: 3 }]);
        expect(await projected({ other: 1 })).to.deep.equal([{ _id: 1 }, { _id: 2 }, { _id: 3 }]);
        const computed = { ...doc(name, { $literal: 7 }), _id: 0 };
        expect(await projected(computed)).to.deep.equal([doc(name, 7), doc(name, 7), doc(name, 7)]);
        const below = { ...doc(`${name}.x`, { $literal: 7 }), _id: 0 };
        expect((await projected(below))[2]).to.deep.equal(doc(name, { x: 7 }));
      });

      it('is computed, grouped by and merged', async () => {
        const group = { $group: { _id: `$${name}`, ...doc(name, { $sum: 1 }) } };
        const groups = await made([group, { $sort: { _id: 1 } }]);
        expect(groups).to.deep.equal([
          { _id: null, ...doc(name, 1) },
          { _id: 1, ...doc(name, 1) },
          { _id: doc(name, 'deep'), ...doc(name, 1) },
        ]);
        expect(await made([{ $group: { _id: doc(name, { $literal: 1 }) } }])).to.deep.equal([
          { _id: doc(name, 1) },
        ]);
        const merged = {
          $replaceRoot: { newRoot: { $mergeObjects: [{ $literal: doc(name, 5) }, { a: 1 }] } },
        };
        expect((await made([merged]))[0]).to.deep.equal({ ...doc(name, 5), a: 1 });
        const added = { $addFields: doc(`${name}.y`, { $literal: 2 }) };
        expect((await made([{ $match: { _id: 3 } }, added]))[0]).to.deep.equal({
          _id: 3,
          ...doc(name, { y: 2 }),
        });
        expect(await made([{ $count: name }])).to.deep.equal([doc(name, 3)]);
      });

      it('is updated, and no operator', async () => {
        const after = async (update: Document): Promise<Document | null> => {
          await items.replaceOne({ _id: 4 }, {}, { upsert: true });
          try {
            await items.updateOne({ _id: 4 }, update);
            return await items.findOne({ _id: 4 });
          } finally {
            await items.deleteOne({ _id: 4 });
          }
        };
        expect(await after({ $set: doc(name, 1) })).to.deep.equal({ _id: 4, ...doc(name, 1) });
        expect(await after({ $inc: doc(`${name}.n`, 2) })).to.deep.equal({ _id: 4, ...doc(name, { n: 2 }) });
        const code = async (update: Document): Promise<unknown> =>
          after(update).catch((error: { code: number }) => error.code);
        expect(await code({ $set: { a: 1 }, ...doc(name, { a: 1 }) })).to.equal(9);
        expect(await code({ $bit: { a: doc(name, 1) } })).to.equal(2);
        expect(await ids({ a: { $type: name } }).catch((error: { code: number }) => error.code)).to.equal(2);
      });

      it('is the key of an index', async () => {
        await items.createIndex(doc(name, 1), { unique: true, name: 'own' });
        await items.createIndex(doc(`${name}.${name}`, 1), { name: 'deep', sparse: true });
        const plan = (await items.find(doc(name, 1)).explain()) as { queryPlanner: Document };
        expect(JSON.stringify(plan.queryPlanner)).to.include('IXSCAN');
        expect(await ids(doc(name, 1))).to.deep.equal([1]);
        const error = await items.insertOne({ ...doc(name, 1), _id: 5 }).catch((e: Document) => e);
        expect(error).to.deep.include({ code: 11000, keyPattern: doc(name, 1), keyValue: doc(name, 1) });
        await store.reopen();
        items = store.db.collection(items.collectionName);
        expect(await ids(doc(`${name}.${name}`, 'deep'))).to.deep.equal([2]);
        const listed = (await items.indexes()).find((index) => index.name === 'own');
        expect(Object.keys(listed!.key)).to.deep.equal([name]);
      });
    });
  }
});
