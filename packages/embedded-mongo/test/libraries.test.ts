import { expect } from 'chai';
import { Agenda } from 'agenda';
import { MongoBackend } from '@agendajs/mongo-backend';
import MongoStore from 'connect-mongo';
import type { SessionData } from 'express-session';
import mongoose from 'mongoose';
import { openStore } from './support.js';
import type { TestStore } from './support.js';

describe('embedded-mongo: the libraries that use it', () => {
  let store: TestStore;
  before(async () => {
    store = await openStore();
  });
  after(() => store.close());

  it('mongoose makes its indexes, validates uniqueness, populates and saves', async () => {
    const connection = await mongoose.createConnection(store.uri).asPromise();
    const Team = connection.model('Team', new mongoose.Schema({ name: { type: String, unique: true } }));
    const person = {
      name: String,
      tags: [String],
      team: { type: mongoose.Schema.Types.ObjectId, ref: 'Team' },
    };
    const Person = connection.model('Person', new mongoose.Schema(person, { timestamps: true }));
    await Promise.all([Team.init(), Person.init()]);
    const team = await Team.create({ name: 'red' });
    const duplicate = await Team.create({ name: 'red' }).catch((error: { code: number }) => error.code);
    expect(duplicate).to.equal(11000);
    const ann = await Person.create({ name: 'Ann', tags: ['x'], team: team._id });
    ann.tags.push('y');
    await ann.save();
    const found = await Person.findOne({ tags: 'y' }).populate<{ team: { name: string } }>('team').lean();
    expect([found!.team.name, found!.tags, found!.__v]).to.deep.equal(['red', ['x', 'y'], 1]);
    const written = await Person.bulkWrite([
      { updateOne: { filter: { name: 'Bob' }, update: { $set: { name: 'Bob' } }, upsert: true } },
      { deleteOne: { filter: { name: 'Ann' } } },
    ]);
    expect([written.upsertedCount, written.deletedCount]).to.deep.equal([1, 1]);
    await connection.close();
  });

  it('agenda runs a job that is due, and one that repeats', async () => {
    // agenda looks after a running job with a timer of half this, which outlives the job.
    const backend = new MongoBackend({ address: store.uri });
    const agenda = new Agenda({ backend, processEvery: 50, defaultLockLifetime: 200 });
    const ran: unknown[] = [];
    agenda.define('greet', (job: { attrs: { data: unknown } }) => {
      ran.push(job.attrs.data);
      return Promise.resolve();
    });
    let completed = 0;
    const done = new Promise<void>((resolve) => {
      agenda.on('complete', () => {
        completed += 1;
        if (completed === 2) resolve();
      });
    });
    await agenda.start();
    await agenda.now('greet', { who: 'now' });
    await agenda.every('1 second', 'greet', { who: 'every' });
    await done;
    await agenda.stop();
    expect(ran).to.deep.include({ who: 'now' });
    expect(ran).to.deep.include({ who: 'every' });
  });

  it('connect-mongo stores, touches and forgets a session', async () => {
    const sessions = MongoStore.create({ mongoUrl: store.uri, ttl: 100 });
    const call = <T>(work: (done: (error: unknown, value?: T) => void) => unknown): Promise<T | undefined> =>
      new Promise((resolve, reject) => {
        work((error, value) => (error instanceof Error ? reject(error) : resolve(value)));
      });
    const session = { cookie: { originalMaxAge: null }, user: 7 } as unknown as SessionData;
    await call((done) => sessions.set('s1', session, done));
    expect(await call((done) => sessions.get('s1', done))).to.deep.include({ user: 7 });
    await call((done) => sessions.touch('s1', session, done));
    await call((done) => sessions.destroy('s1', done));
    expect(await call((done) => sessions.get('s1', done))).to.equal(null);
    await sessions.close();
  });
});
