import { randomInt } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { expect } from 'chai';
import { createMany, eventsPublished, reactionsTo } from '../../src/events/index.js';
import { checkHistory } from '../../src/events/check-history.js';
import { EventRecord } from '../../src/events/event.model.js';
import { publishWaitingEvents } from '../../src/events/publish-events.js';
import { react } from '../../src/events/react.js';
import type { StoredEvent } from '../../src/events/reaction.js';
import { groupBy } from '../../src/platform/data/group-by.js';
import { databaseUri, distrustDatabase, emptyDatabase, useDatabase } from '../support/database.js';
import { gateway } from '../support/gateway.js';
import { killAll, run } from '../support/process.js';
import { createTestServices } from '../support/services.js';
import { attackReactions, outcomes } from './attack-reactions.js';
import { Thing } from './thing.js';

/** How many processes are killed or stopped; the nightly run has more. */
const kills = Number(process.env.KILLS ?? 6);
const atOnce = 3;

describe('Changes of processes that are killed at any moment', () => {
  before(useDatabase);
  beforeEach(emptyDatabase);
  // Its processes write to the same database.
  after(distrustDatabase);
  after(killAll);

  it('leave no gap, lose nothing that was reported as done, and let each reaction follow once', async function () {
    this.timeout(300_000 + kills * 20_000);
    const began = Date.now();
    await makeHotThings();
    const reported = (await attack(began))
      .join('')
      .split('\n')
      .filter((line) => /^(made|gone|revision|tagged|refused) /.test(line));
    await finish(new Date(began + (Date.now() - began) * 60));

    const events = await EventRecord.find({ kind: 'thing' }).sort({ _id: 1 }).lean<StoredEvent[]>();
    expect(events.filter(({ state }) => state !== 'done')).to.deep.equal([]);
    const byThing = groupBy(events, ({ of }) => of);
    const things = new Map((await Thing.find().lean()).map((thing) => [`thing/${String(thing._id)}`, thing]));
    for (const [of, own] of byThing) {
      expect(
        own.map(({ _id }) => Number(_id.split('/')[2])),
        of,
      ).to.deep.equal(own.map((_event, place) => place + 1));
      const replayed = replay(own);
      const thing = things.get(of);
      if (!replayed) expect(thing, `${of} is deleted`).to.equal(undefined);
      else {
        const { name, count, tags, slot } = thing!;
        expect(replayed, of).to.deep.equal({ name, count, tags, ...(slot && { slot }) });
        expect(new Set(tags).size, `${of}: no change is made twice`).to.equal(tags.length);
      }
    }
    expect([...things.keys()].filter((of) => !byThing.has(of))).to.deep.equal([]);

    for (const line of reported) {
      const [what, id, value] = line.split(' ');
      const own = byThing.get(`thing/${id}`) ?? [];
      if (what === 'made') expect(own.length, line).to.be.greaterThan(0);
      if (what === 'revision') expect(own.length, line).to.be.at.least(Number(value));
      if (what === 'gone') expect(things.has(`thing/${id}`), line).to.equal(false);
      const isTagged = own.some(({ changes }) =>
        changes.some(([op, , tags]) => op === 'push' && (tags as string[]).includes(value!)),
      );
      if (what === 'tagged') expect(isTagged, line).to.equal(true);
      if (what === 'refused') expect(isTagged, line).to.equal(false);
    }
    expect([...things.values()].filter(({ isHot }) => isHot)).to.have.length(4);
    expect(reported.length).to.be.greaterThan(kills);
    expect(events.length).to.be.at.least(reported.length);

    const orders = new Map((await outcomes().find().toArray()).map(({ _id, order }) => [_id, order!]));
    for (const name of ['first', 'second'])
      for (const [of, own] of byThing) {
        const ran = own.map(({ _id }) => orders.get(`${name} ${_id}`));
        expect(ran, of).to.not.include(undefined);
        expect(ran, of).to.deep.equal([...ran].sort((a, b) => a! - b!));
      }
    if (process.env.KILLS)
      console.log(
        `${events.length} events, ${reported.length} reported, ${things.size} things left, ${lost} messages lost`,
      );
    expect(orders.size).to.equal(events.length * 2);
    expect(await checkHistory(createTestServices())).to.deep.equal([]);
  });

  let lost = 0;

  /** Those that many processes change at once. */
  async function makeHotThings(): Promise<void> {
    const services = createTestServices({ reactionsTo: reactionsTo(attackReactions(0)) });
    const values = [1, 2, 3, 4].map((n) => ({ name: `hot ${n}`, isHot: true }));
    await createMany(services, Thing, { type: 'thing.created', by: null, values });
    await eventsPublished();
  }

  /** The database behind a connection that loses two messages in a hundred, half of them after they were answered. */
  async function lossy() {
    const uri = new URL(await databaseUri());
    // No other address of the server, and nobody but `change` sends anything again.
    for (const [name, value] of Object.entries({ directConnection: 'true', retryWrites: 'false' }))
      uri.searchParams.set(name, value);
    return gateway(uri.href, () => {
      if (randomInt(100) >= 2) return null;
      lost += 1;
      return randomInt(2) ? 'request' : 'answer';
    });
  }

  /** Starts writers and workers until enough were killed; returns what they reported. */
  async function attack(began: number): Promise<string[]> {
    const outputs: string[] = [];
    const database = await lossy();
    let killed = 0;
    const live = async (place: number) => {
      while (killed < kills) {
        const role = place === 0 || randomInt(3) === 0 ? 'worker' : 'writer';
        const signal = randomInt(4) === 0 ? 'SIGSTOP' : 'SIGKILL';
        const args = [database.uri, role, signal, String(began)];
        const process = run('test/events/attacked-process.ts', args, {});
        // At any moment, if it has not come to its fail point before.
        const killing = setTimeout(() => process.child.kill('SIGKILL'), randomInt(1_000, 20_000));
        if (signal === 'SIGSTOP') {
          // It goes on when its lease is over.
          const waking = setInterval(() => process.child.kill('SIGCONT'), 1_500);
          await process.exit;
          clearInterval(waking);
        } else await process.exit;
        clearTimeout(killing);
        outputs.push(process.output());
        killed += 1;
      }
    };
    await Promise.all(Array.from({ length: atOnce }, (_, place) => live(place)));
    database.close();
    return outputs;
  }

  /** Publishes and reacts until nothing is open, as the jobs do. */
  async function finish(from: Date): Promise<void> {
    const reactions = attackReactions(0);
    const services = createTestServices({ reactionsTo: reactionsTo(reactions) });
    for (let minutes = 1; minutes < 200; minutes += 1) {
      services.setNow(new Date(from.getTime() + minutes * 60_000));
      await publishWaitingEvents(services);
      await react(services, reactions);
      if (!(await EventRecord.exists({ state: 'applied' }))) return;
      await wait(1);
    }
    throw new Error('Events stay open');
  }
});

interface Replayed {
  name: string;
  count: number;
  tags: string[];
  slot?: string;
}

/** The document that these events lead to; null when the last one deletes it. */
function replay(events: StoredEvent[]): Replayed | null {
  const doc: Record<string, unknown> = {};
  for (const { changes } of events)
    for (const [op, path, value] of changes) {
      if (op === 'delete') return null;
      if (op === 'set' && ['name', 'count', 'tags', 'slot'].includes(path)) doc[path] = value;
      if (op === 'unset') delete doc[path];
      if (op === 'inc') doc[path] = (doc[path] as number) + (value as number);
      if (op === 'push') doc[path] = [...(doc[path] as unknown[]), ...(value as unknown[])];
    }
  return doc as unknown as Replayed;
}
