import { expect } from 'chai';
import mongoose from 'mongoose';
import { changeMany, create, createMany, eventsPublished, remove } from '../../src/events/index.js';
import { checkHistory } from '../../src/events/check-history.js';
import { EventRecord } from '../../src/events/event.model.js';
import { publishWaitingEvents } from '../../src/events/publish-events.js';
import type { StoredEvent } from '../../src/events/react.js';
import { setFailPoint } from '../../src/platform/data/fail-points.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { onceReached } from '../support/once-reached.js';
import { createTestServices } from '../support/services.js';
import { Thing } from './thing.js';

describe('Many documents with history', () => {
  const services = createTestServices();
  const person = new mongoose.Types.ObjectId();
  const made = { type: 'thing.created', by: person };
  const moved = { type: 'thing.moved', by: person };

  before(useDatabase);
  beforeEach(emptyDatabase);
  beforeEach(() => services.setNow('2026-11-18T09:00:00Z'));
  afterEach(() => setFailPoint(undefined));

  const makeThings = (...names: string[]) =>
    createMany(services, Thing, { ...made, values: names.map((name) => ({ name })) });

  const typesOf = async (thing: { _id: unknown }) => {
    await eventsPublished();
    const events = await EventRecord.find({ of: `thing/${String(thing._id)}` })
      .sort({ _id: 1 })
      .lean<StoredEvent[]>();
    return events.map(({ type }) => type);
  };

  /** Loses the connection at the first call of this method, before it arrives or after it was done. */
  async function losing(method: string, what: 'request' | 'answer', action: () => Promise<void>) {
    const all = Thing.collection as unknown as Record<string, unknown>;
    const original = (all[method] as (...args: unknown[]) => Promise<unknown>).bind(all);
    let calls = 0;
    all[method] = async (...args: unknown[]) => {
      calls += 1;
      if (calls > 1) return original(...args);
      if (what === 'answer') await original(...args).catch(() => undefined);
      throw new mongoose.mongo.MongoNetworkError('connection closed');
    };
    try {
      await action();
      expect(calls).to.equal(2);
    } finally {
      Reflect.deleteProperty(all, method);
    }
  }

  for (const what of ['request', 'answer'] as const) {
    it(`are created once although the first ${what} was lost`, () =>
      losing('insertMany', what, async () => {
        await create(services, Thing, { ...made, values: { name: 'taken' } });
        const things = await makeThings('a', 'taken', 'b');
        expect(things.map(({ name }) => name)).to.deep.equal(['a', 'b']);
        for (const thing of things) expect(await typesOf(thing)).to.deep.equal(['thing.created']);
        expect(await Thing.countDocuments({})).to.equal(3);
      }));

    it(`are changed once although the first ${what} was lost`, async () => {
      const things = await makeThings('a', 'b');
      await losing('bulkWrite', what, async () => {
        const changes = things.map((doc) => ({ doc, inc: { count: 1 } }));
        const changed = await changeMany(services, Thing, { ...moved, changes });
        expect(changed.map(({ count, revision }) => [count, revision])).to.deep.equal([
          [1, 2],
          [1, 2],
        ]);
      });
      for (const thing of things)
        expect(await typesOf(thing)).to.deep.equal(['thing.created', 'thing.moved']);
      expect(await checkHistory(services)).to.deep.equal([]);
    });
  }

  for (const [errmsg, isWrittenAgain] of [
    ['deadlock detected', true],
    ['the disk is full', false],
  ] as const)
    it(`are ${isWrittenAgain ? '' : 'not '}written again when the database says: ${errmsg}`, async () => {
      const all = Thing.collection as unknown as Record<string, unknown>;
      const original = (all.insertMany as (...args: unknown[]) => Promise<unknown>).bind(all);
      let calls = 0;
      all.insertMany = async (...args: unknown[]) => {
        calls += 1;
        if (calls > 1) return original(...args);
        const writeErrors = [{ index: 1, code: 1, errmsg, err: { index: 1, code: 1, errmsg } }];
        throw new mongoose.mongo.MongoBulkWriteError({ message: errmsg, writeErrors } as never, {} as never);
      };
      const things = makeThings('a', 'b').catch((error: Error) => error.message);
      await things.finally(() => Reflect.deleteProperty(all, 'insertMany'));
      if (isWrittenAgain) expect(await things).to.have.length(2);
      else expect(await things).to.equal(errmsg);
      expect(await Thing.countDocuments({})).to.equal(isWrittenAgain ? 2 : 0);
    });

  it('are not taken for created when the database refuses the whole write', async () => {
    const all = Thing.collection as unknown as Record<string, unknown>;
    all.insertMany = () => Promise.reject(new mongoose.mongo.MongoServerError({ message: 'not authorized' }));
    const things = makeThings('a', 'b').catch((error: Error) => error.message);
    await things.finally(() => Reflect.deleteProperty(all, 'insertMany'));
    expect(await things).to.equal('not authorized');
  });

  it('are changed unless they have changed since, or a condition does not hold', async () => {
    const things = await makeThings('a', 'b', 'c');
    await changeMany(services, Thing, { ...moved, changes: [{ doc: things[0]!, inc: { count: 5 } }] });
    const owner = new mongoose.Types.ObjectId();
    const changed = await changeMany(services, Thing, {
      ...moved,
      changes: things.map((doc, place) => ({
        ...{ doc, set: { ownerId: owner.toString() } },
        ...(place === 1 && { where: { claimedAt: services.clock.now() } }),
      })),
    });
    expect(changed.map(({ name }) => name)).to.deep.equal(['c']);
    // As mongoose casts it.
    expect((await Thing.findById(changed[0]!._id).lean())!.ownerId).to.deep.equal(owner);
    expect(changed[0]).to.not.have.any.keys('pendingEvents', 'deleting');
    expect(await Promise.all(things.map(typesOf))).to.deep.equal([
      ['thing.created', 'thing.moved'],
      ['thing.created'],
      ['thing.created', 'thing.moved'],
    ]);
  });

  it('refuse a field that the schema lacks, and change nothing then', async () => {
    const things = await makeThings('a', 'b');
    const changes = things.map((doc, place) => ({ doc, set: place ? { colour: 'red' } : { count: 1 } }));
    const wrong = await changeMany(services, Thing, { ...moved, changes }).catch(
      (error: Error) => error.message,
    );
    expect(wrong).to.match(/colour/);
    expect(await checkHistory(services)).to.deep.equal([]);
  });

  it('are published by the job when their process was killed after the write', async () => {
    const things = await makeThings('a', 'b');
    setFailPoint((point) => {
      if (point === 'change-many.updated') throw new Error('killed');
    });
    const changes = things.map((doc) => ({ doc, inc: { count: 1 } }));
    await changeMany(services, Thing, { ...moved, changes }).catch(() => undefined);
    setFailPoint(undefined);
    services.setNow('2026-11-18T09:00:10Z');
    expect(await publishWaitingEvents(services)).to.equal(2);
    for (const thing of things) expect(await typesOf(thing)).to.deep.equal(['thing.created', 'thing.moved']);
  });

  it('are gone also when one is deleted by a killed process before their events are published', async () => {
    const things = await makeThings('a', 'b');
    onceReached('change-many.updated', async () => {
      setFailPoint((point) => {
        if (point === 'remove.updated') throw new Error('killed');
      });
      const doc = { ...things[0]!, revision: 2 };
      await remove(services, Thing, { doc, type: 'thing.deleted', by: person }).catch(() => undefined);
      setFailPoint(undefined);
    });
    const changes = things.map((doc) => ({ doc, inc: { count: 1 } }));
    await changeMany(services, Thing, { ...moved, changes });
    expect(await Thing.find().distinct('name')).to.deep.equal(['b']);
    expect(await typesOf(things[0]!)).to.deep.equal(['thing.created', 'thing.moved', 'thing.deleted']);
  });
});
