import { setTimeout as wait } from 'node:timers/promises';
import { expect } from 'chai';
import type { Db } from 'mongodb';
import type { Migration } from '../../src/migrations/migration.js';
import type { MigrationState } from '../../src/migrations/migration-state.js';
import { runMigrations } from '../../src/migrations/run-migrations.js';
import { CannotStart } from '../../src/platform/start-errors.js';
import { createTestServices } from '../support/services.js';
import { openOwnDatabase, type OwnDatabase } from './own-database.js';

const rejection = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: Error) => error,
  );

describe('Migrating', () => {
  let own: OwnDatabase;
  let ran: number[];
  beforeEach(async () => {
    own = await openOwnDatabase();
    ran = [];
  });
  afterEach(() => own.close());

  const migration = (
    number: number,
    work: (db: Db) => Promise<void> = () => Promise.resolve(),
  ): Migration => ({
    number,
    name: `number-${number}`,
    run: async (db) => {
      await work(db);
      ran.push(number);
    },
  });
  const services = createTestServices();
  /** Resolves when somebody has found the claim taken. */
  let whenWaiting: Promise<void>;
  beforeEach(() => {
    whenWaiting = new Promise((resolve) => {
      const info = ({ event }: { event: string }) => void (event === 'migration.waiting' && resolve());
      services.log = { ...services.log, info } as typeof services.log;
    });
  });
  const migrate = (list: Migration[], leaseMs = 30_000) =>
    runMigrations(own.db, { services, list, leaseMs, pollMs: 5 });
  const state = () => own.db.collection<MigrationState>('migrationstate');
  const numbers = async () =>
    (await own.db.collection('migrations').find().sort({ _id: 1 }).toArray()).map(
      ({ _id }) => _id as unknown as number,
    );
  const storeSomething = () => own.db.collection('widgets').insertOne({ is: 'there' });

  it('records a new database as migrated without running anything', async () => {
    const report = await migrate([migration(1), migration(2)]);
    expect(report.ran).to.deep.equal([]);
    expect([ran, await numbers()]).to.deep.equal([[], [1, 2]]);
    await storeSomething();
    await migrate([migration(1), migration(2)]);
    expect(ran).to.deep.equal([]);
  });

  it('runs each number once, in order, also one that came later than a higher one', async () => {
    await storeSomething();
    expect((await migrate([migration(1), migration(3)])).from).to.equal(0);
    expect((await migrate([migration(1), migration(2), migration(3), migration(4)])).from).to.equal(3);
    expect([ran, await numbers()]).to.deep.equal([
      [1, 3, 2, 4],
      [1, 2, 3, 4],
    ]);
  });

  it('does not record what failed, and begins with it the next time', async () => {
    await storeSomething();
    const failing = migration(2, () => Promise.reject(new Error('no')));
    expect(await rejection(migrate([migration(1), failing, migration(3)]))).to.have.property('message', 'no');
    expect(await numbers()).to.deep.equal([1]);
    await migrate([migration(1), migration(2), migration(3)]);
    expect([ran, await numbers()]).to.deep.equal([
      [1, 2, 3],
      [1, 2, 3],
    ]);
  });

  it('refuses data of a newer version, and says which and what to do', async () => {
    await storeSomething();
    await migrate([migration(1), migration(7)]);
    const error = await rejection(migrate([migration(1)]));
    expect(error).to.be.instanceOf(CannotStart);
    expect(error!.message)
      .to.match(/number 7, .* up to 1/)
      .and.to.contain('backup');
  });

  it('waits while another process holds the claim, and takes it when it has expired', async () => {
    await storeSomething();
    services.setNow('2026-11-21T09:00:00Z');
    const expiresAt = new Date('2026-11-21T09:00:30Z');
    await state().insertOne({ _id: 'migrations', holder: 'a crashed one', expiresAt });
    let ended = false;
    const waiting = migrate([migration(1)]).then(() => (ended = true));
    await Promise.race([whenWaiting, waiting]);
    for (const at of ['09:00:00', '09:00:29.999']) {
      services.setNow(`2026-11-21T${at}Z`);
      await wait(60);
      expect([ended, ran], at).to.deep.equal([false, []]);
    }
    services.setNow(expiresAt);
    await waiting;
    expect([ran, await numbers()]).to.deep.equal([[1], [1]]);
  });

  it('refuses data that a newer version has migrated while this one waited', async () => {
    await storeSomething();
    services.setNow('2026-11-21T09:00:00Z');
    const expiresAt = new Date('2026-11-21T09:00:30Z');
    await state().insertOne({ _id: 'migrations', holder: 'a newer one', expiresAt });
    const waiting = rejection(migrate([migration(1)]));
    await Promise.race([whenWaiting, waiting]);
    await own.db.collection<{ _id: number }>('migrations').insertMany([{ _id: 1 }, { _id: 2 }]);
    await state().updateOne({}, { $set: { holder: null, expiresAt: services.clock.now() } });
    expect(await waiting).to.be.instanceOf(CannotStart);
    expect(ran).to.deep.equal([]);
  });

  it('keeps its claim while a migration takes longer than a lease', async () => {
    await storeSomething();
    services.setNow('2026-11-21T09:00:00Z');
    const long = migration(1, async () => {
      services.setNow('2026-11-21T09:01:00Z');
      for (;;) {
        const { expiresAt } = (await state().findOne())!;
        if (expiresAt > services.clock.now()) return;
        await wait(5);
      }
    });
    await migrate([long], 60);
    expect(await numbers()).to.deep.equal([1]);
  });

  it('ends when another process has taken its claim, and records nothing more', async () => {
    await storeSomething();
    const overtaken = migration(1, () =>
      own.db
        .collection('migrationstate')
        .updateOne({}, { $set: { holder: 'another' } })
        .then(() => undefined),
    );
    expect(await rejection(migrate([overtaken, migration(2)]))).to.be.instanceOf(CannotStart);
    expect([ran, await numbers()]).to.deep.equal([[1], []]);
    expect(await state().findOne()).to.have.property('holder', 'another');

    await state().deleteMany({});
    const stuck = migration(1, async () => {
      await own.db.collection('migrationstate').updateOne({}, { $set: { holder: 'another' } });
      await new Promise(() => undefined);
    });
    expect(await rejection(migrate([stuck], 60))).to.be.instanceOf(CannotStart);
  });
});
