import { expect } from 'chai';
import { DBRef } from 'mongodb';
import type { Collection, Document } from 'mongodb';
import { storeOnDisk } from './support.js';

type Item = Document & { _id: number };

/** A reference whose `_id` is a number, which the driver's types do not expect. */
function ref(id: number, fields?: Document): DBRef {
  return new DBRef('users', id as never, undefined, fields);
}

describe('embedded-mongo: references to documents', () => {
  const store = storeOnDisk();
  let items: Collection<Item>;

  beforeEach(async () => {
    await store.db.dropDatabase();
    items = store.db.collection<Item>('items');
    await items.insertMany([
      { _id: 1, owner: ref(5), all: [ref(5), ref(6)] },
      { _id: 2, owner: ref(6, { more: 1 }), all: [{ deep: ref(7) }] },
      { _id: 3, owner: 'no $ref', all: [] },
    ]);
  });

  const rules: [filter: Document, ids: number[]][] = [
    [{ 'owner.$id': 5 }, [1]],
    [{ 'owner.$ref': 'users' }, [1, 2]],
    [{ 'owner.$db': { $exists: true } }, []],
    [{ 'owner.more': 1 }, [2]],
    [{ owner: ref(5) }, [1]],
    [{ owner: { $type: 'object' } }, [1, 2]],
    [{ all: ref(6) }, [1]],
    [{ 'all.$id': 6 }, [1]],
    [{ 'all.deep.$id': 7 }, [2]],
    [{ all: { $elemMatch: { $id: 6 } } }, [1]],
    [{ all: { $elemMatch: { $ref: 'users', $id: 5 } } }, [1]],
    [{ all: { $elemMatch: { $ref: 'teams', $id: 5 } } }, []],
  ];
  for (const [filter, ids] of rules)
    it(`are found by their fields: ${JSON.stringify(filter)}`, async () => {
      const found = async (): Promise<number[]> =>
        (await items.find(filter).sort({ _id: 1 }).toArray()).map(({ _id }) => _id);
      expect(await found()).to.deep.equal(ids);
      for (const path of ['owner', 'owner.$id', 'all.$id']) await items.createIndex({ [path]: 1 });
      expect(await found()).to.deep.equal(ids);
    });

  it('are told apart, sorted and grouped by their fields', async () => {
    expect(await items.distinct('owner.$id')).to.deep.equal([5, 6]);
    const last = await items.find().sort({ 'owner.$id': -1 }).limit(1).next();
    expect(last?._id).to.equal(2);
    const groups = await items
      .aggregate([{ $group: { _id: '$owner.more' } }, { $sort: { _id: 1 } }])
      .toArray();
    expect(groups).to.deep.equal([{ _id: null }, { _id: 1 }]);
  });

  it('come back as they were, and keep their fields when a document changes', async () => {
    const before = await items.find().sort({ _id: 1 }).toArray();
    expect(before.map(({ owner }) => owner as unknown)).to.deep.equal([
      ref(5),
      ref(6, { more: 1 }),
      'no $ref',
    ]);
    await items.updateMany({}, { $set: { seen: true } });
    expect(await items.find().sort({ _id: 1 }).toArray()).to.deep.equal(
      before.map((each) => ({ ...each, seen: true })),
    );
    await items.updateOne({ _id: 2 }, { $set: { 'owner.more': 2 }, $inc: { 'owner.$id': 3 } });
    expect((await items.findOne({ _id: 2 }))?.owner).to.deep.equal(ref(9, { more: 2 }));
    await items.updateOne({ _id: 1 }, { $pull: { all: { $id: 5 } as never } });
    expect((await items.findOne({ _id: 1 }))?.all).to.deep.equal([ref(6)]);
  });
});
