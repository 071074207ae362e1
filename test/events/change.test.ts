import { expect } from 'chai';
import mongoose from 'mongoose';
import { isDuplicateKey } from '../../src/platform/data/duplicate-key.js';
import { setFailPoint } from '../../src/platform/data/fail-points.js';
import { ChangedMeanwhile } from '../../src/platform/errors.js';
import { change, create, createMany, eraseValues, eventsPublished, remove } from '../../src/events/index.js';
import { EventRecord } from '../../src/events/event.model.js';
import { checkHistory, deleteOldEvents } from '../../src/events/check-history.js';
import { publishWaitingEvents } from '../../src/events/publish-events.js';
import type { StoredEvent } from '../../src/events/reaction.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { createTestServices } from '../support/services.js';
import { Thing } from './thing.js';

describe('A change of a document with history', () => {
  const services = createTestServices();
  const person = new mongoose.Types.ObjectId();

  before(useDatabase);
  beforeEach(emptyDatabase);
  afterEach(() => setFailPoint(undefined));

  const makeThing = (values: object = {}) =>
    create(services, Thing, { type: 'thing.created', by: person, values: { name: 'one', ...values } });

  const eventsOf = async (id: unknown) => {
    await eventsPublished();
    return EventRecord.find({ of: `thing/${String(id)}` })
      .sort({ _id: 1 })
      .lean<StoredEvent[]>();
  };

  it('is recorded with who, when and what, as it is stored', async () => {
    const thing = await makeThing();
    const owner = new mongoose.Types.ObjectId();
    const changed = await change(services, Thing, {
      doc: thing,
      type: 'thing.moved',
      by: person.toString(),
      set: { name: 'two', ownerId: owner.toString() },
      inc: { count: 2 },
      push: { parts: [{ at: '2026-11-18', text: 'a' }] },
      addToSet: { tags: ['x'] },
    });
    expect(changed).to.include({ name: 'two', count: 2, revision: 2 });
    expect(changed).to.not.have.any.keys('pendingEvents', 'deleting');
    const [first, second] = await eventsOf(thing._id);
    expect(first).to.include({ type: 'thing.created', state: 'done' });
    expect(second).to.include({
      type: 'thing.moved',
      of: `thing/${String(thing._id)}`,
      _id: `thing/${String(thing._id)}/00000002`,
    });
    expect(second!.by!.toString()).to.equal(person.toString());
    expect(second!.changes).to.deep.equal([
      ['set', 'name', 'two'],
      ['set', 'ownerId', owner],
      ['inc', 'count', 2],
      ['push', 'parts', [{ at: new Date('2026-11-18'), text: 'a' }]],
      ['addToSet', 'tags', ['x']],
    ]);
    expect(await Thing.findById(thing._id).select('+pendingEvents').lean()).to.have.deep.property(
      'pendingEvents',
      [],
    );
  });

  it('is refused when the document has changed since it was read, and then nothing is recorded', async () => {
    const thing = await makeThing();
    const both = await Promise.allSettled(
      ['a', 'b'].map((name) =>
        change(services, Thing, { doc: thing, type: 'thing.moved', by: null, set: { name } }),
      ),
    );
    const lost = both.filter(({ status }) => status === 'rejected') as PromiseRejectedResult[];
    expect(lost).to.have.length(1);
    expect(lost[0]!.reason).to.be.instanceOf(ChangedMeanwhile);
    expect(await eventsOf(thing._id)).to.have.length(2);
  });

  it('is refused by a unique index, and then nothing is recorded', async () => {
    await makeThing({ name: 'taken' });
    const thing = await makeThing();
    const renaming = change(services, Thing, {
      doc: thing,
      type: 'thing.moved',
      by: null,
      set: { name: 'taken' },
    });
    expect(await renaming.catch(isDuplicateKey)).to.equal(true);
    expect(await eventsOf(thing._id)).to.have.length(1);
    expect(await makeThing({ name: 'taken' }).catch(isDuplicateKey)).to.equal(true);
    expect(await EventRecord.countDocuments({})).to.equal(2);
  });

  it('refuses a field that the schema lacks', async () => {
    const thing = await makeThing();
    const wrong = change(services, Thing, {
      doc: thing,
      type: 'thing.moved',
      by: null,
      set: { colour: 'red' },
    });
    expect(await wrong.catch((error: Error) => error.message)).to.match(/colour/);
    expect(await makeThing({ colour: 'red' }).catch((error: Error) => error.message)).to.match(/colour/);
  });

  it('records that a secret changed and not its value, and derived fields not at all', async () => {
    const thing = await makeThing({ key: 'hidden-1' });
    await change(services, Thing, {
      doc: thing,
      type: 'thing.moved',
      by: null,
      set: { key: 'hidden-2', claimedAt: services.clock.now() },
    });
    const events = await eventsOf(thing._id);
    expect(JSON.stringify(events)).to.not.include('hidden');
    expect(events[0]!.changes).to.deep.include(['set', 'key']);
    expect(events[1]!.changes).to.deep.equal([['set', 'key']]);
  });

  it('happened once although its answer was lost', async () => {
    const thing = await makeThing();
    // The first answer is lost after the write.
    const original = Thing.collection.findOneAndUpdate.bind(Thing.collection);
    let lost = 0;
    Thing.collection.findOneAndUpdate = (async (...all: Parameters<typeof original>) => {
      const answer = (await original(...all)) as unknown;
      if ((lost += 1) === 1) throw new mongoose.mongo.MongoNetworkError('connection closed');
      return answer;
    }) as never;
    try {
      const changed = await change(services, Thing, {
        doc: thing,
        type: 'thing.moved',
        by: null,
        inc: { count: 1 },
      });
      expect(changed).to.include({ count: 1, revision: 2 });
      expect(lost).to.equal(2);
    } finally {
      delete (Thing.collection as { findOneAndUpdate?: unknown }).findOneAndUpdate;
    }
    expect(await eventsOf(thing._id)).to.have.length(2);
  });

  it('is published by the job when its process was killed after the write', async () => {
    const thing = await makeThing();
    await eventsPublished();
    setFailPoint((point) => {
      if (point === 'publish.written') throw new Error('killed');
    });
    await change(services, Thing, { doc: thing, type: 'thing.moved', by: null, set: { name: 'b' } });
    await eventsPublished();
    setFailPoint(undefined);
    services.setNow('2026-11-18T09:00:10Z');
    expect(await publishWaitingEvents(services)).to.equal(1);
    expect(await publishWaitingEvents(services)).to.equal(0);
    expect((await eventsOf(thing._id)).map(({ type }) => type)).to.deep.equal([
      'thing.created',
      'thing.moved',
    ]);
  });

  it('deletes a document, whose events stay', async () => {
    const thing = await makeThing();
    await remove(services, Thing, { doc: thing, type: 'thing.deleted', by: person });
    expect(await Thing.findById(thing._id)).to.equal(null);
    expect((await eventsOf(thing._id)).map(({ type }) => type)).to.deep.equal([
      'thing.created',
      'thing.deleted',
    ]);
  });

  it('finishes a deletion that was interrupted', async () => {
    const thing = await makeThing();
    await eventsPublished();
    setFailPoint((point) => {
      if (point === 'remove.updated') throw new Error('killed');
    });
    await remove(services, Thing, { doc: thing, type: 'thing.deleted', by: person }).catch(() => undefined);
    setFailPoint(undefined);
    const again = change(services, Thing, {
      doc: { ...thing, revision: 2 },
      type: 'thing.moved',
      by: null,
      set: { name: 'b' },
    });
    expect(await again.catch((error: unknown) => error)).to.be.instanceOf(ChangedMeanwhile);
    services.setNow('2026-11-18T09:01:00Z');
    await publishWaitingEvents(services);
    expect(await Thing.countDocuments({})).to.equal(0);
  });

  it('creates many, leaves out those that a unique index refuses, and records the others', async () => {
    await makeThing({ name: 'taken' });
    const values = ['a', 'taken', 'b'].map((name) => ({ name }));
    const made = await createMany(services, Thing, { type: 'thing.created', by: person, values });
    expect(made.map(({ name }) => name)).to.deep.equal(['a', 'b']);
    await eventsPublished();
    expect(await EventRecord.countDocuments({ type: 'thing.created' })).to.equal(3);
    expect(await checkHistory(services)).to.deep.equal([]);
  });

  it('that was written around the events is noticed by the daily check', async () => {
    const thing = await makeThing();
    await eventsPublished();
    await Thing.collection.updateOne({ _id: thing._id }, { $set: { revision: 5 } });
    expect(await checkHistory(services)).to.deep.equal([
      { of: `thing/${String(thing._id)}`, revision: 5, lastEvent: 1 },
    ]);
  });

  it('that was written around the events is noticed also behind the first two hundred documents', async () => {
    const values = Array.from({ length: 201 }, (_, n) => ({ name: `thing ${n}` }));
    await createMany(services, Thing, { type: 'thing.created', by: null, values });
    const last = (await Thing.findOne().sort({ _id: -1 }).lean())!;
    await Thing.collection.updateOne({ _id: last._id }, { $inc: { revision: 1 } });
    expect(await checkHistory(services)).to.have.length(1);
  });

  it('loses the values that are erased, and no others', async () => {
    const [first, second] = [await makeThing({ name: 'first' }), await makeThing({ name: 'second' })];
    await eventsPublished();
    await eraseValues([`thing/${String(first._id)}`], (path) => path === 'name');
    const namesIn = async (thing: { _id: unknown }) =>
      (await EventRecord.find({ of: `thing/${String(thing._id)}` }).lean()).flatMap(({ changes }) =>
        (changes as [string, string, unknown][])
          .filter(([, path]) => path === 'name')
          .map(([, , value]) => value),
      );
    expect(await namesIn(first)).to.deep.equal([undefined]);
    expect(await namesIn(second)).to.deep.equal(['second']);
  });

  it('is forgotten after 24 months', async () => {
    await makeThing();
    await eventsPublished();
    services.setNow('2028-11-16T09:00:00Z');
    expect(await deleteOldEvents(services)).to.equal(0);
    services.setNow('2028-11-19T09:00:00Z');
    expect(await deleteOldEvents(services)).to.equal(1);
    services.setNow('2026-11-18T09:00:00Z');
  });
});
