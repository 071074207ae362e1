import { expect } from 'chai';
import { Binary, Decimal128, Int32, Long, MaxKey, MinKey, ObjectId, Timestamp } from 'mongodb';
import { openPets } from './pets.js';
import type { Pet, PetStore } from './pets.js';
import { refusal } from './support.js';

describe('embedded-mongo: field names and _ids as drivers send them', () => {
  let store: PetStore;
  before(async () => {
    store = await openPets();
  });
  after(() => store.close());

  const odd: Pet[] = [
    { _id: 1, $price: 1 },
    { _id: 1, 'a.b': 1 },
    { _id: 1, in: { $price: 1 } },
    { _id: 1, in: { 'a.b': 1 } },
    { _id: 1, in: { $db: 'x' } },
    { _id: { 'a.b': 1 } as never },
  ];
  for (const doc of odd) {
    it(`${JSON.stringify(doc)} is stored as it is`, async () => {
      await store.fill([]);
      await store.pets.insertOne(doc);
      expect(await store.held()).to.deep.equal([doc]);
      const { _id, ...rest } = doc;
      if (Object.keys(rest)[0]?.startsWith('$')) return;
      await store.pets.replaceOne({ _id }, rest);
      await store.pets.findOneAndReplace({ _id }, rest);
      expect(await store.held()).to.deep.equal([doc]);
    });
  }

  const field = (name: string, input: string): object => ({
    $setField: { field: { $literal: name }, value: 1, input },
  });
  for (const [update, after] of [
    [{ $replaceWith: field('$price', '$$ROOT') }, { _id: 1, in: {}, $price: 1 }],
    [{ $replaceWith: field('a.b', '$$ROOT') }, { _id: 1, in: {}, 'a.b': 1 }],
    [{ $set: { in: field('$price', '$in') } }, { _id: 1, in: { $price: 1 } }],
    [{ $set: { in: field('a.b', '$in') } }, { _id: 1, in: { 'a.b': 1 } }],
  ] as const) {
    it(`an update makes ${JSON.stringify(after)}`, async () => {
      await store.fill([{ _id: 1, in: {} }]);
      await store.pets.updateOne({ _id: 1 }, [update]);
      expect(await store.held()).to.deep.equal([after]);
      await store.pets.updateMany({}, [update]);
      await store.pets.findOneAndUpdate({}, [update]);
      expect(await store.held()).to.deep.equal([after]);
    });
  }

  const [int, long] = [new Int32(0), Long.fromNumber(2 ** 40)];
  /** What the driver makes of them. */
  const promoted = new Map<unknown, number>([
    [int, 0],
    [long, 2 ** 40],
  ]);
  const ids: unknown[] = [
    ...[NaN, 1.5, '', {}, false, new Date(0), new ObjectId(), int, long],
    ...[new Binary(Buffer.alloc(0)), Decimal128.fromString('1.50'), new Timestamp({ t: 1, i: 1 })],
    ...[new MinKey(), new MaxKey()],
  ];
  for (const id of ids as number[]) {
    it(`an _id may be ${JSON.stringify(id)}, inserted or upserted`, async () => {
      const expected = [{ _id: promoted.get(id) ?? id }];
      await store.fill([]);
      await store.pets.insertOne({ _id: id });
      expect(await store.held()).to.deep.equal(expected);
      await store.fill([]);
      await store.pets.updateOne({ _id: id }, { $unset: { a: '' } }, { upsert: true });
      expect(await store.held()).to.deep.equal(expected);
      await store.fill([]);
      await store.pets.replaceOne({}, { _id: id }, { upsert: true });
      expect(await store.held()).to.deep.equal(expected);
    });
  }

  it('an _id may be null, which this driver does not insert but upserts', async () => {
    await store.fill([]);
    await store.pets.updateOne({ _id: null as never }, { $set: { a: 1 } }, { upsert: true });
    await store.client.db('drivers').command({ insert: 'nulls', documents: [{ _id: null }] });
    expect(await store.held()).to.deep.equal([{ _id: null, a: 1 }]);
    const nulls = store.client.db('drivers').collection<Pet>('nulls');
    expect(await nulls.find().toArray()).to.deep.equal([{ _id: null }]);
  });

  it('an _id may not be an array, a regular expression or an operator', async () => {
    await store.fill([]);
    for (const _id of [[1], /x/, { $gt: 1 }] as never[])
      expect((await refusal(store.pets.insertOne({ _id }))).code).to.equal(53);
    expect(await store.held()).to.deep.equal([]);
  });
});
