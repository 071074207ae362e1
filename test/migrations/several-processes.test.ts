import { expect } from 'chai';
import { killAll, run } from '../support/process.js';
import { openOwnDatabase, type OwnDatabase } from './own-database.js';

const count = 300;

describe('Migrating, with several processes', () => {
  let own: OwnDatabase;
  beforeEach(async () => {
    own = await openOwnDatabase();
    await own.db
      .collection<{ _id: number; old: number }>('widgets')
      .insertMany(Array.from({ length: count }, (_each, i) => ({ _id: i, old: i })));
  });
  afterEach(async () => {
    killAll();
    await own.close();
  });

  const start = () => run('test/migrations/rename-slowly.ts', [own.uri], {});
  const runs = () => own.db.collection('runs').countDocuments();
  const renamed = () => own.db.collection('widgets').countDocuments({ new: { $exists: true } });
  const recorded = async () =>
    (await own.db.collection('migrations').find().toArray()).map(({ name }) => name as string);

  it('is done by one of two that start at once, while the other waits for it', async () => {
    const two = [start(), start()];
    await Promise.all(two.map((one) => one.prints(/finished, ran/)));
    expect(two.map((one) => /ran \d/.exec(one.output())![0])).to.have.members(['ran 1', 'ran 0']);
    const waiting = two.find((one) => one.output().includes('ran 0'))!;
    expect(waiting.output()).to.contain('waiting until it has finished');
    expect(await runs()).to.equal(1);
    expect(await renamed()).to.equal(count);
    expect(await recorded()).to.deep.equal(['rename-old']);
  });

  it('is finished by the next process after one was killed half-way, once its claim has expired', async () => {
    const killed = start();
    await killed.prints(/(ten are done\n){3}/);
    killed.child.kill('SIGKILL');
    await killed.exit;
    expect(await renamed()).to.be.within(30, count - 10);
    expect(await recorded()).to.deep.equal([]);

    // However slowly the next process starts, it finds the claim in force.
    const claim = (expiresAt: Date) =>
      own.db.collection('migrationstate').updateOne({ holder: { $ne: null } }, { $set: { expiresAt } });
    await claim(new Date('2100-01-01'));
    const next = start();
    await next.prints(/waiting until it has finished/);
    expect(await runs()).to.equal(1);
    await claim(new Date());
    await next.prints(/finished, ran 1/);
    expect(await runs()).to.equal(2);
    expect(await renamed()).to.equal(count);
    expect(await recorded()).to.deep.equal(['rename-old']);
    expect(await own.db.collection('widgets').countDocuments({ old: { $exists: true } })).to.equal(0);
  });
});
