import { join } from 'node:path';
import { expect } from 'chai';
import { MongoClientBulkWriteError } from 'mongodb';
import type { Collection, Db, Document, MongoServerError } from 'mongodb';
import { exportDatabase, importDatabase } from '../src/index.js';
import { refusal, storeOnDisk } from './support.js';

interface Pet extends Document {
  _id: number;
}

describe('embedded-mongo: documents that a collection takes', () => {
  const store = storeOnDisk();
  let pets: Collection<Pet>;

  const validator = { age: { $gte: 0 }, name: { $type: 'string' } };
  const good = { _id: 1, age: 4, name: 'Rex' };
  const bad = { _id: 2, age: -1, name: 'Tom' };

  beforeEach(async () => {
    await store.db.dropDatabase();
    await store.db.createCollection('pets', { validator });
    pets = store.db.collection('pets');
    await pets.insertOne(good);
  });

  interface Write {
    name: string;
    run: (options: Document) => Promise<unknown>;
    left: Pet[];
  }

  const aged = { $set: { age: -1 } };
  const [old, other] = [
    { ...good, age: -1 },
    { _id: 2, age: -1, name: 'Tom' },
  ];
  const write = (stage: Document, options: Document): Promise<unknown> =>
    pets.aggregate([{ $addFields: { age: -1 } }, stage], options).toArray();
  const writes: Write[] = [
    { name: 'insertOne', run: (o) => pets.insertOne(bad, o), left: [good, bad] },
    { name: 'insertMany', run: (o) => pets.insertMany([bad], o), left: [good, bad] },
    { name: 'updateOne', run: (o) => pets.updateOne({}, aged, o), left: [old] },
    { name: 'updateMany', run: (o) => pets.updateMany({}, [aged], o), left: [old] },
    { name: 'replaceOne', run: (o) => pets.replaceOne({}, { name: 1 }, o), left: [{ _id: 1, name: 1 }] },
    { name: 'findOneAndUpdate', run: (o) => pets.findOneAndUpdate({}, aged, o), left: [old] },
    {
      name: 'an upsert',
      run: (o) => pets.updateOne({ _id: 2, name: 'Tom' }, aged, { ...o, upsert: true }),
      left: [good, other],
    },
    {
      name: 'an upsert of findOneAndReplace',
      run: (o) => pets.findOneAndReplace({ _id: 2 }, { age: -1, name: 'Tom' }, { ...o, upsert: true }),
      left: [good, other],
    },
    {
      name: 'bulkWrite of the store.client',
      run: (o) =>
        store.client.bulkWrite(
          [{ name: 'insertOne', namespace: 'drivers.pets', document: bad as Document }],
          o,
        ),
      left: [good, bad],
    },
    { name: '$merge', run: (o) => write({ $merge: 'pets' }, o), left: [old] },
    { name: '$out', run: (o) => write({ $out: 'pets' }, o), left: [old] },
  ];
  const codeOf = (error: MongoServerError | MongoClientBulkWriteError): unknown =>
    error instanceof MongoClientBulkWriteError ? error.writeErrors.get(0)?.code : error.code;
  for (const { name, run, left } of writes) {
    it(`${name} stores no document that the validator refuses, unless it is bypassed`, async () => {
      expect(codeOf(await refusal(run({})))).to.equal(121);
      expect(await pets.find({}, { sort: { _id: 1 } }).toArray()).to.deep.equal([good]);
      await run({ bypassDocumentValidation: true });
      expect(await pets.find({}, { sort: { _id: 1 } }).toArray()).to.deep.equal(left);
      expect((await refusal(pets.insertOne({ _id: 9 }))).code).to.equal(121);
    });
  }

  it('the error says which document failed, and at what', async () => {
    const { errInfo } = (await refusal(pets.findOneAndUpdate({}, aged))).errorResponse as Document;
    const specifiedAs = { age: { $gte: 0 } };
    const failing = { index: 0, details: { operatorName: '$gte', specifiedAs } };
    const details = { operatorName: '$and', clausesNotSatisfied: [failing] };
    expect(errInfo).to.deep.equal({ failingDocumentId: 1, details });
    await store.db.command({ collMod: 'pets', validator: { name: 'Rex' } });
    const one = (await refusal(pets.insertOne({ _id: 2 }))).errInfo as Document;
    expect(one.details).to.deep.equal({ operatorName: '$eq', specifiedAs: { name: 'Rex' } });
  });

  it('an unordered insert keeps what is valid', async () => {
    const docs = [bad, { ...good, _id: 3 }];
    const error = (await refusal(pets.insertMany(docs, { ordered: false }))) as MongoServerError & {
      writeErrors: { index: number; code: number }[];
    };
    expect(error.writeErrors.map(({ index, code }) => [index, code])).to.deep.equal([[0, 121]]);
    expect(await pets.distinct('_id')).to.deep.equal([1, 3]);
  });

  it('a validator may come later: what is there stays, what is written from then on is checked', async () => {
    const late = store.db.collection<Pet>('late');
    await late.insertMany([{ _id: 1 }, { _id: 2, age: 3 }]);
    await store.db.command({ collMod: 'late', validator: { age: { $exists: true } } });
    expect(await late.countDocuments()).to.equal(2);
    expect((await refusal(late.updateOne({ _id: 1 }, { $set: { a: 1 } }))).code).to.equal(121);
    await store.db.command({ collMod: 'late', validationLevel: 'moderate' });
    await late.updateOne({ _id: 1 }, { $set: { a: 1 } });
    expect((await refusal(late.updateOne({ _id: 2 }, { $unset: { age: 1 } }))).code).to.equal(121);
    expect((await refusal(late.insertOne({ _id: 3 }))).code).to.equal(121);
    await store.db.command({ collMod: 'late', validationLevel: 'off' });
    await late.insertOne({ _id: 3 });
    await store.db.command({ collMod: 'late', validationLevel: 'strict' });
    expect((await refusal(late.insertOne({ _id: 4 }))).code).to.equal(121);
    await store.db.command({ collMod: 'late', validator: {} });
    await late.insertOne({ _id: 4 });
  });

  const optionsOf = async (of: Db): Promise<unknown> => {
    const [info] = (await of.listCollections({ name: 'pets' }).toArray()) as { options?: Document }[];
    return info?.options;
  };
  const options = { validator, validationLevel: 'strict', validationAction: 'error' };

  it('a validator is there after a restart', async () => {
    await store.reopen();
    pets = store.db.collection('pets');
    expect(await optionsOf(store.db)).to.deep.equal(options);
    expect((await refusal(pets.insertOne(bad))).code).to.equal(121);
  });

  it('an export takes the validator along, and documents that it would refuse', async () => {
    await pets.insertOne(bad, { bypassDocumentValidation: true });
    const there = store.client.db('there');
    await exportDatabase(store.db, join(store.dataDir, 'export'));
    await importDatabase(join(store.dataDir, 'export'), there);
    expect(await optionsOf(there)).to.deep.equal(options);
    expect(await there.collection('pets').find().toArray()).to.deep.equal([good, bad]);
  });

  for (const [what, command, codeName] of [
    ['that is no filter', { create: 'a', validator: { age: { $near: 1 } } }, 'BadValue'],
    ['of $jsonSchema', { create: 'a', validator: { $jsonSchema: {} } }, 'BadValue'],
    ['that only warns', { create: 'a', validator, validationAction: 'warn' }, 'NotImplemented'],
    ['of an unknown level', { create: 'a', validator, validationLevel: 'some' }, 'BadValue'],
    ['of a collection that is not there', { collMod: 'nobody', validator }, 'NamespaceNotFound'],
  ] as const)
    it(`a validator ${what} is refused`, async () => {
      expect((await refusal(store.db.command(command))).codeName).to.equal(codeName);
    });

  it('collMod changes nothing else', async () => {
    const index = { keyPattern: { at: 1 }, expireAfterSeconds: 5 };
    expect((await refusal(store.db.command({ collMod: 'pets', index }))).codeName).to.equal('NotImplemented');
  });
});
