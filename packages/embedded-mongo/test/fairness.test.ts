import { expect } from 'chai';
import { MongoClient } from 'mongodb';
import type { Collection, Db, IndexSpecification } from 'mongodb';
import { openStore, refusal } from './support.js';
import type { TestStore } from './support.js';

interface Item {
  _id: number;
  state: string;
  place: number;
  left: number;
  right: number;
}

/** So many that reading them all without an index takes many times what others wait at most. */
const MANY = 20_000;

describe('embedded-mongo: long commands and others', () => {
  let store: TestStore;
  let clients: MongoClient[];
  let db: Db;
  let items: Collection<Item>;
  let others: Collection<Item>;

  before(async () => {
    store = await openStore();
    clients = await Promise.all([MongoClient.connect(store.uri), MongoClient.connect(store.uri)]);
    db = clients[0]!.db('long');
    await fill('items');
  });

  after(async () => {
    await Promise.all(clients.map((client) => client.close()));
    await store.close();
  });

  /** A new collection, as two clients see it. */
  async function fill(name: string, ...indexes: IndexSpecification[]): Promise<void> {
    items = db.collection(name);
    others = clients[1]!.db('long').collection(name);
    for (const index of indexes) await items.createIndex(index);
    const item = (_id: number): Item => ({ _id, state: 'new', place: _id, left: 0, right: 0 });
    await items.insertMany(Array.from({ length: MANY }, (_, i) => item(i)));
  }

  /** Does something again and again until the command is answered; how often. */
  async function meanwhile(
    command: Promise<unknown>,
    something: (turn: number) => Promise<unknown>,
  ): Promise<number> {
    let answered = false;
    const settled = command.then(
      () => (answered = true),
      () => (answered = true),
    );
    let turns = 0;
    while (!answered) await something(turns++);
    await settled;
    return turns;
  }

  /** Matches no document, and takes its time to find that out. */
  const nothing = { $and: Array.from({ length: 50 }, (_, i) => ({ left: { $ne: i + 5 } })), right: -1 };
  const last = { left: 0, right: 0, $expr: { $eq: ['$_id', MANY - 1] } };
  const long: Record<string, (all: Collection<Item>) => Promise<unknown>> = {
    'a find without an index': (all) => all.find(nothing).toArray(),
    'a find of what many documents come before': (all) =>
      all.find({ $or: [nothing, { right: 0 }] }, { skip: MANY }).toArray(),
    'a sort in memory': (all) => all.find({}, { sort: { right: 1, left: -1 }, limit: 1 }).toArray(),
    'a count without an index': (all) => all.countDocuments(nothing),
    'a count command': (all) => all.count(nothing),
    'a distinct': (all) => all.distinct('left', { $or: [nothing, { right: 0 }] }),
    'an explain': (all) => all.find(nothing).explain(),
    'a pipeline that begins with a match': (all) =>
      all.aggregate([{ $match: nothing }, { $group: { _id: null } }]).toArray(),
    'a pipeline that groups all': (all) =>
      all.aggregate([{ $group: { _id: { $mod: ['$_id', 99] }, n: { $sum: 1 } } }]).toArray(),
    'a pipeline that sorts what it computed': (all) =>
      all
        .aggregate([{ $project: { a: { $mod: ['$_id', 99] } } }, { $sort: { a: 1 } }, { $limit: 1 }])
        .toArray(),
    'an update of many': (all) => all.updateMany({ right: 0 }, { $inc: { left: 1 } }),
    'an update of many that finds nothing': (all) => all.updateMany(nothing, { $inc: { left: 1 } }),
    'an update of one far behind': (all) => all.updateOne(last, { $inc: { left: 1 } }),
    'a findAndModify far behind': (all) => all.findOneAndUpdate(last, { $inc: { left: 1 } }),
    'many updates that each search long': (all) =>
      all.bulkWrite(
        Array.from({ length: 5 }, () => ({ updateOne: { filter: nothing, update: { $inc: { left: 1 } } } })),
      ),
    'an upsert that finds nothing': (all) =>
      all.updateOne(nothing, { $setOnInsert: { _id: -1 } }, { upsert: true }),
    'a pipeline that merges much into a collection': (all) => all.aggregate([{ $merge: 'merged' }]).toArray(),
    'a removal of many': (all) => all.deleteMany({ right: 0 }),
  };
  for (const [name, command] of Object.entries(long)) {
    it(`${name} lets others in`, async () => {
      const turns = await meanwhile(command(items), () => others.findOne({ _id: 5 }));
      // One may have been on its way before the command, and one behind it.
      expect(turns).to.be.above(2);
    });
  }

  it('a find gives no document twice, none half, and leaves out none that stayed where it was', async () => {
    await fill('moving', { place: 1 });
    const found = items.find({ place: { $gte: 0 } }, { hint: { place: 1 }, batchSize: MANY * 2 }).toArray();
    await meanwhile(found, (turn) =>
      others.updateMany(
        { _id: { $in: [turn, MANY / 2 + turn] } },
        { $inc: { place: MANY, left: 1, right: 1 } },
      ),
    );
    const all = await found;
    expect(new Set(all.map(({ _id }) => _id)).size).to.equal(all.length);
    expect(all.filter(({ left, right }) => left !== right)).to.deep.equal([]);
    const moved = await items.distinct('_id', { left: { $gt: 0 } });
    expect(moved.length).to.be.above(0);
    const ids = new Set([...moved, ...all.map(({ _id }) => _id)]);
    expect(ids.size).to.equal(MANY);
  });

  it('a find by an index gives nothing that no longer matches when it is read', async () => {
    await fill('flipping', { state: 1 });
    const cursor = items.find({ state: 'new' }, { batchSize: 10 });
    await cursor.next();
    await others.updateMany({ _id: { $lt: 300 } }, { $set: { state: 'held' } });
    const rest = await cursor.toArray();
    // Those of the first batch were read before.
    expect(rest.filter(({ state }) => state !== 'new')).to.deep.equal([]);
    expect(rest.length).to.be.within(MANY - 300, MANY - 290);
  });

  it('a find whose index or collection goes says so, and does not just end', async () => {
    const short = db.collection<{ _id: number; key: number }>('short');
    const docs = Array.from({ length: 2_000 }, (_, _id) => ({ _id, key: _id }));
    const begin = async (): Promise<ReturnType<typeof short.find>> => {
      const cursor = short.find({ key: { $gte: 0 } }, { batchSize: 2 });
      await cursor.next();
      return cursor;
    };
    await short.insertMany(docs);
    await short.createIndex({ key: 1 });
    const first = await begin();
    await short.dropIndex('key_1');
    expect((await refusal(first.toArray())).codeName).to.equal('QueryPlanKilled');
    const second = await begin();
    await short.drop();
    expect((await refusal(second.toArray())).codeName).to.equal('QueryPlanKilled');
  });

  it('an update of many leaves alone what no longer matches, and counts what it changed', async () => {
    await fill('updated');
    const update = items.updateMany({ state: 'new', right: 0 }, { $set: { state: 'done' } });
    await meanwhile(update, (turn) =>
      others.updateOne({ _id: MANY - 1 - turn, state: 'new' }, { $set: { state: 'held' } }),
    );
    const { matchedCount, modifiedCount } = await update;
    const held = await items.countDocuments({ state: 'held' });
    expect(held).to.be.above(0);
    expect(await items.countDocuments({ state: 'done' })).to.equal(MANY - held);
    expect([matchedCount, modifiedCount]).to.deep.equal([MANY - held, MANY - held]);
  });

  it('two updates of many at a time both change every document once', async () => {
    await fill('counted');
    const results = await Promise.all(
      [items, others].map((all) => all.updateMany({}, { $inc: { left: 1, place: MANY } })),
    );
    expect(results.map(({ modifiedCount }) => modifiedCount)).to.deep.equal([MANY, MANY]);
    expect(await items.countDocuments({ left: 2 })).to.equal(MANY);
  });

  it('a removal of many leaves what no longer matches, and counts what it removed', async () => {
    await fill('removed');
    const removal = items.deleteMany({ state: 'new', right: 0 });
    await meanwhile(removal, (turn) =>
      others.updateOne({ _id: MANY - 1 - turn, state: 'new' }, { $set: { state: 'held' } }),
    );
    const held = await items.countDocuments({ state: 'held' });
    expect(held).to.be.above(0);
    expect(await items.countDocuments({})).to.equal(held);
    expect((await removal).deletedCount).to.equal(MANY - held);
  });

  it('what many search for at a time without an index is given to one each', async () => {
    await fill('claimed');
    await items.updateMany({ _id: { $gte: MANY - 6 } }, { $set: { right: 7 } });
    const claims = await Promise.all(
      Array.from({ length: 8 }, (_, i) =>
        [items, others][i % 2]!.findOneAndUpdate({ right: 7 }, { $set: { right: 8 } }),
      ),
    );
    const ids = claims.filter((claim) => claim !== null).map(({ _id }) => _id);
    expect(ids.sort()).to.deep.equal(Array.from({ length: 6 }, (_, i) => MANY - 6 + i));
  });

  it('of upserts at a time that all search long one inserts, the others update', async () => {
    await fill('upserted');
    const upserts = await Promise.all(
      Array.from({ length: 6 }, (_, i) =>
        [items, others][i % 2]!.updateOne(
          { right: 99 },
          { $inc: { left: 1 }, $setOnInsert: { _id: MANY + i } },
          { upsert: true },
        ),
      ),
    );
    expect(upserts.filter(({ upsertedCount }) => upsertedCount === 1)).to.have.length(1);
    expect((await items.find({ right: 99 }).toArray()).map(({ left }) => left)).to.deep.equal([6]);
  });

  it('an error ends an update of many where it is, as a write error', async () => {
    await fill('failing');
    await items.insertOne({ _id: MANY, state: 'new', place: MANY, left: 0, right: 'text' as never });
    const error = await refusal(items.updateMany({ left: 0 }, { $inc: { right: 1 } }));
    expect(error.code).to.equal(14);
    expect(await items.countDocuments({ right: 1 })).to.equal(MANY);
  });
});
