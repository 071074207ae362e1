import { expect } from 'chai';
import mongoose from 'mongoose';
import {
  change,
  create,
  createMany,
  eventsPublished,
  reactionsTo,
  readLateReactions,
  type Reaction,
} from '../../src/events/index.js';
import { reactions as productReactions } from '../../jobs/reactions.js';
import { react } from '../../src/events/react.js';
import type { StoredEvent } from '../../src/events/reaction.js';
import { EventRecord } from '../../src/events/event.model.js';
import { setFailPoint } from '../../src/platform/data/fail-points.js';
import { groupBy } from '../../src/platform/data/group-by.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { onceReached } from '../support/once-reached.js';
import { createTestServices } from '../support/services.js';
import { Thing } from './thing.js';

describe('Reactions to events', () => {
  afterEach(() => setFailPoint(undefined));
  let ran: string[] = [];
  let failing = new Set<string>();

  const reaction = (name: string): Reaction => ({
    name,
    to: ['thing.created', 'thing.moved'],
    about: 'for tests',
    run: (_services, event: StoredEvent) => {
      ran.push(`${name} ${event.of.slice(-2)} ${Number(event._id.split('/')[2])}`);
      return failing.has(name) ? Promise.reject(new Error('not today')) : Promise.resolve();
    },
  });
  const reactions = [reaction('first'), reaction('second')];
  const services = createTestServices({ reactionsTo: reactionsTo(reactions) });
  const start = '2026-11-18T09:00:00Z';

  before(useDatabase);
  beforeEach(async () => {
    await emptyDatabase();
    services.setNow(start);
    ran = [];
    failing = new Set();
  });

  const makeThing = async (name = 'one') => {
    const thing = await create(services, Thing, { type: 'thing.created', by: null, values: { name } });
    await eventsPublished();
    return thing;
  };
  const move = async (thing: { _id: never; revision: number }, name: string) => {
    const moved = await change(services, Thing, { doc: thing, type: 'thing.moved', by: null, set: { name } });
    await eventsPublished();
    return moved as unknown as typeof thing;
  };
  const later = (seconds: number) => services.setNow(new Date(Date.parse(start) + seconds * 1_000));
  const inOrder = () => ran.map((line) => line.replace(/ .. /, ' '));

  it('run once each, in the order of the events of a document', async () => {
    const thing = (await makeThing()) as never;
    await move(await move(thing, 'two'), 'three');
    expect(await react(services, reactions)).to.equal(3);
    expect(inOrder()).to.deep.equal(['first 1', 'second 1', 'first 2', 'second 2', 'first 3', 'second 3']);
    expect(await react(services, reactions)).to.equal(0);
    expect(await EventRecord.countDocuments({ state: 'done' })).to.equal(3);
  });

  it('that fail hold back only themselves, and are tried again later, in order', async () => {
    const thing = (await makeThing()) as never;
    await move(thing, 'two');
    failing.add('first');
    await react(services, reactions);
    expect(inOrder()).to.deep.equal(['first 1', 'second 1', 'second 2']);
    ran = [];
    await react(services, reactions);
    expect(ran).to.deep.equal([]);
    failing.clear();
    later(2);
    await react(services, reactions);
    expect(inOrder()).to.deep.equal(['first 1', 'first 2']);
    expect(await EventRecord.countDocuments({ state: 'done' })).to.equal(2);
  });

  it('that fail leave what is done alone: it is stored as long as it would be', async () => {
    const thing = (await makeThing()) as never;
    await react(services, reactions);
    const done = (await EventRecord.findOne({ state: 'done' }).lean())!;
    await move(await move(thing, 'two'), 'three');
    failing.add('first');
    await react(services, reactions);
    expect((await EventRecord.findById(done._id).lean())!.dueAt).to.deep.equal(done.dueAt);
  });

  it('to a new event don’t run a failed one before its time', async () => {
    const thing = (await makeThing()) as never;
    failing.add('first');
    await react(services, reactions);
    await move(thing, 'two');
    ran = [];
    await react(services, reactions);
    expect(ran).to.deep.equal([]);
    failing.clear();
    later(3);
    await react(services, reactions);
    expect(inOrder()).to.deep.equal(['first 1', 'first 2', 'second 2']);
  });

  it('that fail for a day are parked with their reason, and those of later events go on', async () => {
    const thing = (await makeThing()) as never;
    failing.add('first');
    await react(services, reactions);
    later(24 * 60 * 60);
    await react(services, reactions);
    expect(await EventRecord.findOne({ state: 'parked' }).lean()).to.deep.include({
      todo: ['first'],
      error: 'first: not today',
    });
    failing.clear();
    await move(thing, 'two');
    ran = [];
    later(24 * 60 * 60 + 4_000);
    await react(services, reactions);
    expect(inOrder()).to.deep.equal(['first 2', 'second 2']);
  });

  it('leave a document alone that another worker holds, until its lease is over', async () => {
    await makeThing();
    await EventRecord.updateMany(
      {},
      { $set: { holder: 'another', dueAt: new Date(Date.parse(start) + 30_000) } },
    );
    await react(services, reactions);
    expect(ran).to.deep.equal([]);
    later(31);
    await react(services, reactions);
    expect(inOrder()).to.deep.equal(['first 1', 'second 1']);
  });

  it('stop where another worker took over from one that outslept its lease', async () => {
    await makeThing();
    const takenOver = { holder: 'another', dueAt: new Date(Date.parse(start) + 60_000) };
    onceReached('react.held', () => {
      later(31);
      return EventRecord.updateMany({}, { $set: takenOver });
    });
    expect(await react(services, reactions)).to.equal(0);
    // What it had begun ran to its end.
    expect(inOrder()).to.deep.equal(['first 1']);
    expect(await EventRecord.findOne().lean()).to.deep.include({ state: 'applied', ...takenOver });
  });

  it('are shared by several workers, and each runs once', async () => {
    for (const name of ['a', 'b', 'c', 'd']) {
      let thing = (await makeThing(name)) as never;
      for (const step of [1, 2, 3]) thing = (await move(thing, `${name}${step}`)) as never;
    }
    await Promise.all([1, 2, 3].map(() => react(services, reactions)));
    later(2);
    await react(services, reactions);
    expect(ran).to.have.length(32);
    expect(new Set(ran)).to.have.length(32);
    expect(await EventRecord.countDocuments({ state: 'done' })).to.equal(16);
  });

  /** Reactions of which the second does this at the second event of a document, as another process may. */
  const meanwhile = (action: (eventId: string) => Promise<unknown>): Reaction[] => [
    reactions[0]!,
    {
      ...reactions[1]!,
      run: async (_services, event) => (event._id.endsWith('2') ? action(event._id) : undefined),
    },
  ];

  it('leave an event alone that another worker has finished meanwhile', async () => {
    await move((await makeThing()) as never, 'two');
    const done = { state: 'done', todo: [], dueAt: new Date('2027-01-01T00:00:00Z') } as const;
    const finished = await react(
      services,
      meanwhile((_id) => EventRecord.updateOne({ _id }, { $set: done })),
    );
    expect(finished).to.equal(1);
    expect(await EventRecord.findOne({ _id: /2$/ }).lean()).to.deep.include(done);
  });

  it('finish no event for which another one is still to run', async () => {
    await move((await makeThing()) as never, 'two');
    const another = { $push: { todo: 'first' } };
    await react(
      services,
      meanwhile((_id) => EventRecord.updateOne({ _id }, another)),
    );
    // Another turn of the same call may have found the document held, and put it off by a second.
    later(2);
    await react(services, reactions);
    expect(await EventRecord.findOne({ _id: /2$/ }).lean()).to.deep.include({ state: 'done', todo: [] });
    expect(inOrder()).to.deep.equal(['first 1', 'first 2', 'first 2']);
  });

  it('to 240 events of four documents are done within seconds although three in a hundred fail', async function () {
    this.timeout(60_000);
    let runs = 0;
    const often = reactions.map((each): Reaction => ({
      ...each,
      run: (all, event) => {
        runs += 1;
        return runs % 33 === 0 ? Promise.reject(new Error('not now')) : each.run(all, event);
      },
    }));
    const write = async (name: string) => {
      let thing = (await makeThing(name)) as never;
      for (let step = 1; step < 60; step += 1) thing = (await move(thing, `${name}${step}`)) as never;
    };
    await Promise.all(['a', 'b', 'c', 'd'].map(write));
    let seconds = 0;
    for (; await EventRecord.exists({ state: 'applied' }); seconds += 1) {
      later(seconds);
      await Promise.all([react(services, often), react(services, often)]);
    }
    // Each failure puts its document off by a second, or two if it is the same event again.
    expect(seconds).to.be.within(2, 15);
    expect(await EventRecord.countDocuments({ state: 'done' })).to.equal(240);
    expect(runs).to.be.above(480);
    expect(ran).to.have.length(480);
    for (const name of ['first', 'second']) {
      const byThing = groupBy(
        ran.map((line) => line.split(' ')).filter(([reactionName]) => reactionName === name),
        ([, of]) => of!,
      );
      for (const lines of byThing.values())
        expect(lines.map(([, , number]) => Number(number))).to.deep.equal(
          lines.map((_line, place) => place + 1),
        );
    }
  });

  it('to urgent events run before all others, however many wait', async () => {
    const many = Array.from({ length: 100 }, (_, n) => ({ name: `bulk ${n}` }));
    await createMany(services, Thing, { type: 'thing.created', by: null, values: many });
    later(1);
    const thing = (await create(services, Thing, {
      ...{ type: 'thing.created', by: null },
      values: { name: 'recalled' },
    })) as never as { _id: never; revision: number };
    await move(thing, 'moved');
    await react(services, [{ ...reactions[0]!, urgent: ['thing.moved'] }, reactions[1]!]);
    const urgent = `thing/${String(thing._id)}`.slice(-2);
    // As many documents as are worked on at the same time may have begun before it.
    const place = ran.indexOf(`first ${urgent} 2`);
    expect(place).to.be.within(0, 32);
    expect(ran.slice(0, place)).to.include(`first ${urgent} 1`);
    expect(ran).to.have.length(204);
    expect(await EventRecord.countDocuments({ state: 'done' })).to.equal(102);
  });

  it('to events of many documents cost a few database calls each', async () => {
    const many = Array.from({ length: 160 }, (_, n) => ({ name: `bulk ${n}` }));
    await createMany(services, Thing, { type: 'thing.created', by: null, values: many });
    let calls = 0;
    const client = mongoose.connection.getClient();
    const count = () => (calls += 1);
    client.on('commandStarted', count);
    expect(await react(services, [reactions[0]!, reactions[1]!])).to.equal(160);
    client.off('commandStarted', count);
    // One after the first reaction, one at the end, and what documents that are taken together share.
    expect(calls / 160).to.be.within(2, 4);
    expect(ran).to.have.length(320);
  });

  it('to recalls and erasures are urgent', () => {
    const urgent = productReactions.flatMap((each) => each.urgent ?? []);
    expect(urgent).to.have.members(['post.recalled', 'person.erased']);
  });

  const byIndex = 'to urgent events are found by an index of open events, without reading those that wait';
  // Other databases explain in other words.
  if (!process.env.MONGODB_URI)
    it(byIndex, async () => {
      const many = Array.from({ length: 300 }, (_, n) => ({ name: `bulk ${n}` }));
      await createMany(services, Thing, { type: 'thing.created', by: null, values: many });
      const { executionStats } = (await EventRecord.findOne({
        ...{ state: 'applied', dueAt: { $lte: services.clock.now() } },
        type: { $in: ['thing.moved', 'thing.deleted'] },
      }).explain('executionStats')) as unknown as { executionStats: { totalDocsExamined: number } };
      expect(executionStats.totalDocsExamined).to.equal(0);
    });

  it('are late when they wait for a minute, and the first moment is known', async () => {
    expect(await readLateReactions(services)).to.equal(null);
    await makeThing('one');
    later(30);
    await makeThing('two');
    expect(await readLateReactions(services)).to.equal(null);
    later(61);
    expect(await readLateReactions(services)).to.deep.equal({ count: 1, since: new Date(start) });
    await react(services, reactions);
    expect(await readLateReactions(services)).to.equal(null);
  });

  it('stop between two when the process is to end, and the rest runs in another one', async () => {
    await makeThing();
    const stopping = new AbortController();
    const [first, second] = reactions;
    const stop: Reaction = { ...first!, run: () => Promise.resolve(stopping.abort()) };
    await react(services, [stop, second!], stopping.signal);
    await react(services, reactions);
    expect(inOrder()).to.deep.equal(['second 1']);
  });
});
