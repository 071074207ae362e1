// A process that changes things or reacts to their events, and is killed at a random moment. Started by attack.test.ts.
import { randomInt } from 'node:crypto';
import mongoose from 'mongoose';
import { setFailPoint } from '../../src/platform/data/fail-points.js';
import { change, create, createMany, eventsPublished, reactionsTo, remove } from '../../src/events/index.js';
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

const any = async () => {
  const found = await Thing.find().limit(8).lean();
  return found.length ? found[randomInt(found.length)]! : null;
};

async function write(): Promise<void> {
  const dice = randomInt(10);
  const doc = await any();
  const name = `${process.pid} ${Date.now()} ${randomInt(1_000_000)}`;
  if (!doc || dice === 0) {
    const made = await create(services, Thing, { type: 'thing.created', by: null, values: { name } });
    report(`made ${String(made._id)}`);
  } else if (dice === 1) {
    const values = [1, 2, 3].map((n) => ({ name: `${name} ${n}` }));
    for (const made of await createMany(services, Thing, { type: 'thing.created', by: null, values }))
      report(`made ${String(made._id)}`);
  } else if (dice === 2) {
    await remove(services, Thing, { doc, type: 'thing.deleted', by: null });
    report(`gone ${String(doc._id)}`);
  } else {
    const changed = await change(services, Thing, {
      doc,
      type: 'thing.moved',
      by: null,
      ...(dice < 6 ? { set: { name } } : { inc: { count: 1 }, push: { tags: [name] } }),
    });
    report(`revision ${String(doc._id)} ${changed.revision}`);
  }
}

await mongoose.connect(uri);
dieSoon();
for (let step = 0; step < 60; step += 1) {
  // Another process was first, or a name is taken.
  if (role === 'writer') await write().catch(() => undefined);
  else {
    await publishWaitingEvents(services);
    await react(services, reactions);
  }
}
await eventsPublished();
await mongoose.disconnect();
