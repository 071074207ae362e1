import { expect } from 'chai';
import { BSON, Long } from 'mongodb';
import type { Document } from 'mongodb';
import { openPets, three } from './pets.js';
import type { Pet, PetStore } from './pets.js';
import { refusal } from './support.js';

describe('embedded-mongo: answers drivers rely on', () => {
  let store: PetStore;
  before(async () => {
    store = await openPets();
  });
  after(() => store.close());

  it('a duplicate key names the key and its value, in every kind of write', async () => {
    const unique = store.client.db('drivers').collection<Pet>('unique');
    await unique.createIndex({ name: 1 }, { unique: true });
    await unique.insertMany([
      { _id: 1, name: 'a' },
      { _id: 2, name: 'b' },
    ]);
    const writes = [
      () => unique.insertOne({ _id: 3, name: 'a' }),
      () => unique.updateOne({ _id: 2 }, { $set: { name: 'a' } }),
      () => unique.findOneAndUpdate({ _id: 2 }, { $set: { name: 'a' } }),
      () => unique.replaceOne({ _id: 9 }, { name: 'a' }, { upsert: true }),
      () =>
        unique
          .aggregate([
            { $match: { _id: 1 } },
            { $merge: { into: 'unique', on: 'name', whenMatched: 'fail' } },
          ])
          .toArray(),
    ];
    for (const write of writes) {
      const error = await refusal(write());
      const { keyPattern, keyValue } = { ...error, ...error.errorResponse } as Document;
      expect([error.code, keyPattern, keyValue]).to.deep.equal([11000, { name: 1 }, { name: 'a' }]);
    }
  });

  it('a variable that is not there has the code of the server', async () => {
    await store.fill(three);
    const filter = { $expr: { $eq: ['$_id', '$$nobody'] } };
    for (const attempt of [() => store.pets.deleteOne(filter), () => store.pets.find(filter).toArray()])
      expect((await refusal(attempt())).code).to.equal(17276);
  });

  it('a limit that is reached ends the cursor without another question', async () => {
    await store.fill(three);
    store.sent.length = 0;
    expect(await store.pets.find({}, { limit: 2, batchSize: 1 }).toArray()).to.have.length(2);
    expect(store.sent).to.deep.equal(['find', 'getMore']);
  });

  it('a pipeline may begin with the sessions instead of documents', async () => {
    await store.fill(three);
    const admin = store.client.db('admin');
    const pipeline = [{ $listLocalSessions: {} }, { $limit: 1 }, { $project: { _id: 0, made: '1' } }];
    expect(await admin.aggregate(pipeline).toArray()).to.deep.equal([{ made: '1' }]);
  });

  it('a database tells what its collections hold together', async () => {
    const db = store.client.db('counted');
    await db.collection<Pet>('a').insertMany([...three]);
    await db.collection<Pet>('b').insertOne(three[0]);
    await db.collection('b').createIndex({ name: 1 });
    const { collections, objects, indexes, dataSize, avgObjSize } = (await db.stats()) as Record<
      string,
      number
    >;
    expect({ collections, objects, indexes }).to.deep.equal({ collections: 2, objects: 4, indexes: 3 });
    const bytes = [...three, three[0]].reduce((sum, pet) => sum + BSON.calculateObjectSize(pet), 0);
    expect([dataSize, avgObjSize]).to.deep.equal([bytes, bytes / 4]);
  });

  it('a transaction is refused, not silently run without one', async () => {
    await store.fill([]);
    const transaction = {
      lsid: { id: 1 },
      txnNumber: Long.fromNumber(1),
      startTransaction: true,
      autocommit: false,
    };
    const insert = { insert: 'pets', documents: [{ _id: 5000 }], ...transaction };
    expect((await refusal(store.client.db('drivers').command(insert))).code).to.equal(20);
    expect(await store.held()).to.deep.equal([]);
  });
});
