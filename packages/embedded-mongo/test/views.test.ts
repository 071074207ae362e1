import { join } from 'node:path';
import { expect } from 'chai';
import type { Collection, Document } from 'mongodb';
import { exportDatabase, importDatabase } from '../src/index.js';
import { refusal, storeOnDisk } from './support.js';

interface Pet extends Document {
  _id: number;
}

describe('embedded-mongo: views', () => {
  const store = storeOnDisk();
  let old: Collection<Pet>;

  const pipeline = [{ $match: { age: { $gt: 5 } } }, { $set: { years: '$age' } }, { $unset: 'age' }];
  beforeEach(async () => {
    await store.db.dropDatabase();
    await store.db.collection<Pet>('pets').insertMany([
      { _id: 1, age: 9, tags: ['a', 'b'] },
      { _id: 2, age: 3, tags: ['a'] },
      { _id: 3, age: 6, tags: ['b'] },
      { _id: 4, age: 7 },
    ]);
    await store.db.createCollection('old', { viewOn: 'pets', pipeline });
    old = store.db.collection('old');
  });

  it('show what their pipeline makes of the collection, as it is now', async () => {
    const shown = { _id: 3, tags: ['b'], years: 6 };
    expect(await old.findOne({ years: { $lt: 7 } })).to.deep.equal(shown);
    await store.db.collection<Pet>('pets').deleteOne({ _id: 3 });
    expect(await old.findOne({ years: { $lt: 7 } })).to.equal(null);
  });

  const youngest = { sort: { years: 1 }, projection: { tags: 0 } } as const;
  const reads: [string, () => Promise<unknown>, unknown][] = [
    [
      'find',
      () => old.find({ years: { $gt: 5 } }, { ...youngest, skip: 1, limit: 5, batchSize: 1 }).toArray(),
      [
        { _id: 4, years: 7 },
        { _id: 1, years: 9 },
      ],
    ],
    ['countDocuments', () => old.countDocuments({ tags: 'b' }), 2],
    ['estimatedDocumentCount', () => old.estimatedDocumentCount(), 3],
    ['distinct', () => old.distinct('tags', { years: { $gt: 0 } }), ['a', 'b']],
    [
      'aggregate',
      () => old.aggregate([{ $group: { _id: null, sum: { $sum: '$years' } } }]).toArray(),
      [{ _id: null, sum: 22 }],
    ],
  ];
  for (const [name, read, expected] of reads)
    it(`${name} reads them as a collection`, async () => {
      expect(await read()).to.deep.equal(expected);
    });

  it('may be made of views', async () => {
    await store.db.createCollection('oldest', {
      viewOn: 'old',
      pipeline: [{ $sort: { years: -1 } }, { $limit: 1 }],
    });
    expect(await store.db.collection('oldest').find().toArray()).to.deep.equal([
      { _id: 1, tags: ['a', 'b'], years: 9 },
    ]);
    expect(await store.db.collection('oldest').countDocuments({ years: 7 })).to.equal(0);
  });

  it('that come back to themselves are an error when they are read', async () => {
    await store.db.createCollection('there', { viewOn: 'back', pipeline: [] });
    await store.db.createCollection('back', { viewOn: 'there', pipeline: [] });
    expect((await refusal(store.db.collection('back').findOne())).codeName).to.equal(
      'ViewDepthLimitExceeded',
    );
  });

  const writes: [string, () => Promise<unknown>][] = [
    ['insert', () => old.insertOne({ _id: 9 })],
    ['update', () => old.updateOne({ _id: 1 }, { $set: { a: 1 } })],
    ['upsert', () => old.updateOne({ _id: 9 }, { $set: { a: 1 } }, { upsert: true })],
    ['delete', () => old.deleteMany({})],
    ['findAndModify', () => old.findOneAndDelete({ _id: 1 })],
    [
      '$out',
      () =>
        store.db
          .collection('pets')
          .aggregate([{ $out: 'old' }])
          .toArray(),
    ],
    [
      '$merge',
      () =>
        store.db
          .collection('pets')
          .aggregate([{ $merge: 'old' }])
          .toArray(),
    ],
    ['createIndexes', () => old.createIndex({ age: 1 })],
    ['listIndexes', () => old.listIndexes().toArray()],
    ['dropIndexes', () => old.dropIndex('age_1')],
    ['collMod', () => store.db.command({ collMod: 'old', validator: {} })],
    ['explain', () => old.find().explain()],
  ];
  for (const [name, write] of writes)
    it(`${name} is refused`, async () => {
      expect((await refusal(write())).code).to.equal(166);
      expect(await old.estimatedDocumentCount()).to.equal(3);
    });

  it('are listed, and there after a restart, until they are dropped', async () => {
    const listed = {
      name: 'old',
      type: 'view',
      options: { viewOn: 'pets', pipeline },
      info: { readOnly: true },
    };
    const views = (): Promise<unknown> => store.db.listCollections({ type: 'view' }).toArray();
    expect(await views()).to.deep.equal([listed]);
    await store.reopen();
    old = store.db.collection('old');
    expect(await views()).to.deep.equal([listed]);
    expect(await old.estimatedDocumentCount()).to.equal(3);
    expect(await old.drop()).to.equal(true);
    expect(await views()).to.deep.equal([]);
    await old.insertOne({ _id: 9 });
    expect(await old.countDocuments()).to.equal(1);
  });

  it('go along with an export', async () => {
    const there = store.client.db('there');
    await exportDatabase(store.db, join(store.dataDir, 'export'));
    await importDatabase(join(store.dataDir, 'export'), there);
    expect(await there.collection('old').find().toArray()).to.deep.equal(await old.find().toArray());
  });

  for (const [what, command, codeName] of [
    ['a name that is taken', { create: 'pets', viewOn: 'old' }, 'NamespaceExists'],
    ['the name of a view', { create: 'old' }, 'NamespaceExists'],
    ['no collection', { create: 'a', viewOn: 1 }, 'BadValue'],
    ['a stage that writes', { create: 'a', viewOn: 'pets', pipeline: [{ $out: 'b' }] }, 'UnrecognizedStage'],
    ['a validator', { create: 'a', viewOn: 'pets', validator: { a: 1 } }, 'InvalidOptions'],
  ] as const)
    it(`with ${what} are refused`, async () => {
      expect((await refusal(store.db.command(command))).codeName).to.equal(codeName);
    });
});
