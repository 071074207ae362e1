// A process that changes things or reacts to their events, and is killed at a random moment. Started by attack.test.ts.
import { randomInt } from 'node:crypto';
import mongoose from 'mongoose';
import { isDuplicateKey } from '../../src/platform/data/duplicate-key.js';
import { setFailPoint } from '../../src/platform/data/fail-points.js';
import { ChangedMeanwhile } from '../../src/platform/errors.js';
import {
  change,
  changeCurrent,
  changeMany,
  create,
  createMany,
  eventsPublished,
  reactionsTo,
  remove,
} from '../../src/events/index.js';
import { publishWaitingEvents } from '../../src/events/publish-events.js';
import { react } from '../../src/events/react.js';
import { createTestServices } from '../support/services.js';
import { attackReactions } from './attack-reactions.js';
import { Thing } from './thing.js';

const [uri, role, signal, began] = process.argv.slice(2) as [string, 'writer' | 'worker', string, string];

/** Sixty times as fast, so that leases and pauses of failed reactions pass within the test. */
const now = () => new Date(Number(began) + (Date.now() - Number(began)) * 60);
const reactions = attackReactions(process.pid);
const services = createTestServices({
  clock: { now },
  reactionsTo: reactionsTo(reactions),
});

/** What the database has answered: the test compares it with the database. */
const report = (line: string) => process.stdout.write(`${line}\n`);

/** Kills this process at one of its next fail points, or stops it for longer than a lease. */
function dieSoon(): void {
  let left = randomInt(1, 40);
  setFailPoint(() => {
    left -= 1;
    if (left === 0) process.kill(process.pid, signal);
  });
}

const some = () => Thing.find().limit(12).lean();
const oneOf = <T>(list: T[]): T | undefined => list[randomInt(list.length || 1)];
const newName = () => `${process.pid}-${Date.now()}-${randomInt(1_000_000)}`;
const cause = { type: 'thing.moved', by: null };

/** Eight keys, which all things want. */
const anySlot = () => `slot ${randomInt(8)}`;

const acts: Record<string, () => Promise<unknown>> = {
  async create() {
    const values = { name: newName(), ...(randomInt(2) && { slot: anySlot() }) };
    const made = await create(services, Thing, { type: 'thing.created', by: null, values });
    report(`made ${String(made._id)}`);
  },
  async createMany() {
    // One at least is refused.
    const values = [1, 2, 3, 4].map((n) => ({ name: newName(), ...(n > 2 && { slot: 'slot 0' }) }));
    for (const made of await createMany(services, Thing, { type: 'thing.created', by: null, values }))
      report(`made ${String(made._id)}`);
  },
  async changeMany() {
    const tag = newName();
    const changes = (await some()).map((doc) => ({ doc, push: { tags: [tag] }, inc: { count: 1 } }));
    for (const { _id } of await changeMany(services, Thing, { ...cause, changes }))
      report(`tagged ${String(_id)} ${tag}`);
  },
  async remove() {
    const doc = oneOf((await some()).filter(({ isHot }) => !isHot));
    if (!doc) return;
    await remove(services, Thing, { doc, type: 'thing.deleted', by: null });
    report(`gone ${String(doc._id)}`);
  },
  async takeSlot() {
    const doc = oneOf(await some());
    if (doc) await tag(doc, { set: { slot: anySlot() } });
  },
  async leaveSlot() {
    const doc = oneOf(await some());
    if (doc) await tag(doc, { unset: ['slot'] });
  },
  async rename() {
    const doc = oneOf(await some());
    if (!doc) return;
    const changed = await change(services, Thing, { ...cause, doc, set: { name: newName() } });
    report(`revision ${String(doc._id)} ${changed.revision}`);
  },
  async heat() {
    const hot = oneOf(await Thing.find({ isHot: true }).lean())!;
    const name = newName();
    await changeCurrent(services, Thing, { _id: hot._id }, () => ({
      ...cause,
      inc: { count: 1 },
      push: { tags: [name] },
    }));
    report(`tagged ${String(hot._id)} ${name}`);
  },
};
// Half of all is about the hot ones.
const chosen = [...Object.keys(acts), ...Array.from({ length: 7 }, () => 'heat')];

/** Changes a thing and gives it a tag that no other change has, so that the test sees whether it happened. */
async function tag(doc: Parameters<typeof change>[2]['doc'], wanted: object): Promise<void> {
  const name = newName();
  try {
    await change(services, Thing, { ...cause, doc, ...wanted, push: { tags: [name] } });
    report(`tagged ${String(doc._id)} ${name}`);
  } catch (error) {
    if (isDuplicateKey(error) || error instanceof ChangedMeanwhile)
      report(`refused ${String(doc._id)} ${name}`);
  }
}

await mongoose.connect(uri);
dieSoon();
for (let step = 0; step < 60; step += 1) {
  // Another process was first, a key is taken, or the connection was lost while something was read.
  if (role === 'writer') await acts[oneOf(chosen)!]!().catch(() => undefined);
  else {
    await publishWaitingEvents(services).catch(() => undefined);
    await react(services, reactions).catch(() => undefined);
  }
}
await eventsPublished();
await mongoose.disconnect();
