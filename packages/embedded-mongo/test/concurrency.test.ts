import { expect } from 'chai';
import { openDatabase } from './support.js';
import type { TestDatabase } from './support.js';

const CLIENTS = 64;
const all = <T>(work: (i: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: CLIENTS }, (_, i) => work(i)));

describe('embedded-mongo: many clients at once', () => {
  let database: TestDatabase;
  before(async () => {
    database = await openDatabase();
  });
  after(() => database.close());

  it('64 parallel claims of 40 jobs give each job to one claimant', async () => {
    const jobs = database.db.collection('jobs');
    await jobs.createIndex({ state: 1, rank: 1 });
    await jobs.insertMany(Array.from({ length: 40 }, (_, i) => ({ rank: i, state: 'free' })));
    const claims = await all((i) =>
      jobs.findOneAndUpdate({ state: 'free' }, { $set: { state: 'taken', by: i } }, { sort: { rank: 1 } }),
    );
    const won = claims.filter((claim) => claim !== null).map(({ rank }) => Number(rank));
    expect(won.sort((a, b) => a - b)).to.deep.equal(Array.from({ length: 40 }, (_, i) => i));
    expect((await jobs.distinct('by')).length).to.equal(40);
  });

  it('64 parallel increments of one counter, upserted by the first, lose none', async () => {
    const counters = database.db.collection<{ _id: string; n: number }>('counters');
    await all(async () => {
      for (let i = 0; i < 5; i++) {
        await counters.findOneAndUpdate({ _id: 'c' }, { $inc: { n: 1 } }, { upsert: true });
      }
    });
    expect((await counters.findOne({}))!.n).to.equal(CLIENTS * 5);
  });

  it('64 parallel inserts of one unique key leave one document', async () => {
    const users = database.db.collection('users');
    await users.createIndex({ email: 1 }, { unique: true });
    const outcomes = await all((i) =>
      users.insertOne({ email: 'x', i }).then(
        () => 'inserted',
        (error: { code: number }) => error.code,
      ),
    );
    expect(outcomes.filter((outcome) => outcome === 'inserted')).to.have.length(1);
    expect(outcomes.filter((outcome) => outcome === 11000)).to.have.length(CLIENTS - 1);
  });

  it('64 parallel conditional updates of one stock never sell more than there is', async () => {
    const stock = database.db.collection('stock');
    await stock.insertOne({ item: 'a', left: 30 });
    const sold = await all(() => stock.updateOne({ item: 'a', left: { $gt: 0 } }, { $inc: { left: -1 } }));
    expect(sold.filter(({ modifiedCount }) => modifiedCount === 1)).to.have.length(30);
    expect((await stock.findOne({}))!.left).to.equal(0);
  });

  it('an update of many that moves documents along its own index reaches each once', async () => {
    const moving = database.db.collection('moving');
    await moving.createIndex({ n: 1 });
    await moving.insertMany(Array.from({ length: 1500 }, (_, i) => ({ n: i })));
    const { modifiedCount } = await moving.updateMany({ n: { $gte: 0 } }, { $inc: { n: 700 } });
    expect(modifiedCount).to.equal(1500);
    expect(await moving.countDocuments({ n: { $gte: 700, $lt: 2200 } })).to.equal(1500);
  });
});
