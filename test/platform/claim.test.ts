import { expect } from 'chai';
import fc from 'fast-check';
import { model, Schema, type Types } from 'mongoose';
import {
  changeClaimed,
  claimDue,
  claimFields,
  giveBack,
  type Claimable,
} from '../../src/platform/data/claim.js';
import { setFailPoint } from '../../src/platform/data/fail-points.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { onceReached } from '../support/once-reached.js';
import { samples } from '../support/samples.js';

interface Task extends Claimable {
  _id: Types.ObjectId;
  by?: string;
}
const Tasks = model('ClaimedTask', new Schema<Task>({ ...claimFields, by: String }).index({ dueAt: 1 }));
const leaseMs = 60_000;

describe('Claims', () => {
  before(useDatabase);
  beforeEach(emptyDatabase);
  afterEach(() => setFailPoint(undefined));

  let now = Date.parse('2026-11-18T09:00:00Z');
  const clock = { now: () => new Date(now) };
  const make = (count: number) =>
    Tasks.insertMany(Array.from({ length: count }, () => ({ dueAt: clock.now() })));
  const claim = (most = 50) => claimDue<Task>({ clock }, Tasks, { where: {}, leaseMs, most });
  const idsOf = (tasks: { _id: Types.ObjectId }[]) => tasks.map(({ _id }) => _id.toString());

  it('give each document to one of several who claim at once, until none is left', () =>
    fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 40 }),
        fc.integer({ min: 1, max: 15 }),
        fc.integer({ min: 1, max: 4 }),
        async (count, most, workers) => {
          await emptyDatabase();
          await make(count);
          const work = async () => {
            const mine: string[] = [];
            for (let batch = await claim(most); batch.length; batch = await claim(most)) {
              expect(batch.length).to.be.at.most(most);
              mine.push(...idsOf(batch));
            }
            return mine;
          };
          const claimed = (await Promise.all(Array.from({ length: workers }, work))).flat();
          expect(claimed).to.have.length(count);
          expect(new Set(claimed).size).to.equal(count);
        },
      ),
      { numRuns: samples(10) },
    ));

  it('go on after a batch that another one was first at', async () => {
    await make(20);
    onceReached('claim.found', () => claim(10));
    expect(await claim(10)).to.have.length(10);
    expect(await claim(10)).to.deep.equal([]);
  });

  it('end with their lease, and then change nothing any more', async () => {
    await make(1);
    const [first] = await claim();
    expect(await claim()).to.deep.equal([]);
    now += leaseMs;
    const [second] = await claim();
    expect([first!.tries, second!.tries]).to.deep.equal([1, 2]);
    expect(await changeClaimed(Tasks, first!, { $set: { by: 'first' } })).to.equal(false);
    expect(await changeClaimed(Tasks, second!, { $set: { by: 'second' } })).to.equal(true);
    await giveBack({ clock }, Tasks, [first!]);
    expect(await Tasks.findOne().lean()).to.deep.include({ by: 'second', tries: 2, claim: second!.claim });
  });

  it('that are given back are due at once, and count no try', async () => {
    await make(3);
    await giveBack({ clock }, Tasks, await claim());
    expect((await claim()).map(({ tries }) => tries)).to.deep.equal([1, 1, 1]);
  });
});
