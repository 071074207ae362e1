import { expect } from 'chai';
import { MongoClientBulkWriteError } from 'mongodb';
import type { ClientBulkWriteModel, Document } from 'mongodb';
import { openPets, three } from './pets.js';
import type { Pet, PetStore } from './pets.js';
import { refusal } from './support.js';

type Model = ClientBulkWriteModel<Record<string, Pet>>;

describe('embedded-mongo: bulkWrite on the client', () => {
  let store: PetStore;
  before(async () => {
    store = await openPets();
  });
  after(() => store.close());

  const [, two, other] = three;

  const namespace = 'drivers.pets';

  it('tells what came of each operation, or only the sums', async () => {
    const models: Model[] = [
      { name: 'insertOne', namespace, document: { _id: 4, age: 1 } },
      { name: 'updateOne', namespace, filter: { _id: 1 }, update: { $inc: { age: 1 } } },
      { name: 'updateMany', namespace, filter: { age: { $gt: 5 } }, update: [{ $set: { old: true } }] },
      { name: 'replaceOne', namespace, filter: { _id: 8 }, replacement: { age: 0 }, upsert: true },
      { name: 'deleteOne', namespace, filter: { _id: 3 } },
      { name: 'deleteMany', namespace, filter: { age: { $lt: 2 } } },
    ];
    for (const verboseResults of [true, false]) {
      await store.fill(three);
      const { insertResults, updateResults, deleteResults, ...sums } = await store.client.bulkWrite<
        Record<string, Pet>
      >(models, {
        verboseResults,
      });
      expect(sums).to.include({ insertedCount: 1, matchedCount: 3, modifiedCount: 3 });
      expect(sums).to.include({ upsertedCount: 1, deletedCount: 3 });
      if (verboseResults) {
        expect(insertResults?.get(0)).to.deep.equal({ insertedId: 4 });
        expect(updateResults?.get(2)).to.include({ matchedCount: 2, modifiedCount: 2 });
        expect(updateResults?.get(3)).to.include({ matchedCount: 1, modifiedCount: 0, upsertedId: 8 });
        expect(deleteResults?.get(5)).to.deep.equal({ deletedCount: 2 });
      }
      expect(await store.held()).to.deep.equal([
        { _id: 1, age: 5 },
        { _id: 2, age: 6, old: true },
      ]);
    }
  });

  for (const ordered of [true, false]) {
    it(`${ordered ? 'ends at' : 'goes on after'} an error when ${ordered ? '' : 'not '}ordered`, async () => {
      await store.fill(three);
      const failure = store.client.bulkWrite<Record<string, Pet>>(
        [
          { name: 'deleteOne', namespace, filter: { _id: 1 } },
          { name: 'insertOne', namespace, document: { _id: 2 } },
          { name: 'deleteOne', namespace, filter: { _id: 3 } },
        ],
        { ordered, verboseResults: true },
      );
      const error = (await refusal(failure)) as unknown as MongoClientBulkWriteError;
      expect(error).to.be.instanceOf(MongoClientBulkWriteError);
      expect([...error.writeErrors].map(([at, { code }]) => [at, code])).to.deep.equal([[1, 11000]]);
      expect(error.partialResult?.deletedCount).to.equal(ordered ? 1 : 2);
      expect(await store.held()).to.deep.equal(ordered ? [two, other] : [two]);
    });
  }

  it('knows array filters, hints, orders, variables and collations of each operation', async () => {
    await store.fill([{ _id: 1, n: [1, 5], word: 'Ja' }, two, other]);
    await store.client.bulkWrite<Record<string, Pet>>(
      [
        {
          name: 'updateOne',
          namespace,
          filter: { word: 'ja' },
          update: { $set: { 'n.$[big]': 0 } },
          arrayFilters: [{ big: { $gt: 2 } }],
          collation: { locale: 'en', strength: 2 },
        },
        { name: 'updateOne', namespace, filter: {}, update: { $inc: { age: 1 } }, sort: { age: -1 } },
        { name: 'deleteMany', namespace, filter: { $expr: { $eq: ['$_id', '$$which'] } }, hint: '_id_' },
      ],
      { let: { which: 2 }, comment: 'all', bypassDocumentValidation: true },
    );
    expect(await store.held()).to.deep.equal([
      { _id: 1, n: [1, 0], word: 'Ja' },
      { _id: 3, age: 10 },
    ]);
  });

  it('writes to any number of collections', async () => {
    const to = (name: string, _id: number): Model => ({
      name: 'insertOne',
      namespace: name,
      document: { _id },
    });
    await store.client.bulkWrite<Record<string, Pet>>([
      to('drivers.x', 1),
      to('elsewhere.y', 2),
      to('drivers.x', 3),
    ]);
    expect(await store.client.db('drivers').collection('x').countDocuments()).to.equal(2);
    expect(await store.client.db('elsewhere').collection('y').findOne()).to.deep.equal({ _id: 2 });
  });

  it('gives long results in batches', async () => {
    const models = Array.from({ length: 4 }, (_, i): Model => ({
      name: 'updateOne',
      namespace: 'drivers.large',
      filter: { _id: `${i}`.repeat(7_000_000) as never },
      update: { $set: { a: 1 } },
      upsert: true,
    }));
    store.sent.length = 0;
    const { upsertedCount, updateResults } = await store.client.bulkWrite<Record<string, Pet>>(models, {
      verboseResults: true,
    });
    expect([upsertedCount, updateResults?.size]).to.deep.equal([4, 4]);
    expect(store.sent).to.deep.equal(['bulkWrite', 'getMore']);
  });

  it('is asked of the database admin, of namespaces and of operations there are', async () => {
    const nsInfo = [{ ns: namespace }];
    const ops = [{ insert: 0, document: { _id: 5 } }];
    const ask = (db: string, more: Document): Promise<Document> =>
      store.client.db(db).command({ bulkWrite: 1, ops, nsInfo, ...more });
    expect((await refusal(ask('drivers', {}))).code).to.equal(13);
    expect((await refusal(ask('admin', { nsInfo: [{ ns: 'nodot' }] }))).code).to.equal(73);
    expect((await refusal(ask('admin', { ops: [{ insert: 0 }] }))).code).to.equal(40414);
    for (const op of [{ insert: 1, document: {} }, { cook: 0 }]) {
      const { nErrors, nInserted } = await ask('admin', { ops: [op] });
      expect([nErrors, nInserted]).to.deep.equal([1, 0]);
    }
  });
});
