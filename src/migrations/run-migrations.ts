import type { Db } from 'mongodb';
import { CannotStart } from '../platform/start-errors.js';
import type { Services } from '../services.js';
import { backUpFirst } from './back-up-first.js';
import { migrations } from './index.js';
import { highestNumber, isEmpty, pendingOf, record, stateOf } from './migration-state.js';
import type { Migration } from './migration.js';
import { runUnderClaim, type Lease, type Renew } from './run-under-claim.js';

export interface MigrationReport {
  /** The highest recorded number before the run. */
  from: number;
  /** What this process ran, in order. */
  ran: Migration[];
  /** The backup of the embedded store that was made first. */
  backup?: string | undefined;
  /** Set when the data file may still contain bytes of erased collections: call it after the file was rewritten. */
  onRewritten?: ((db: Db) => Promise<void>) | undefined;
}

interface Options extends Partial<Omit<Lease, 'alone'>> {
  services: Pick<Services, 'clock' | 'log'>;
  /** Data directory of the embedded store if this process has it open; undefined for another database. */
  dataDir?: string | undefined;
  list?: Migration[];
}

/**
 * Migrates the data to what this code expects, or waits until another process has done so. Nothing may be served
 * before. A new database is recorded as migrated. After a crash at any moment it continues with the unfinished
 * migration.
 * @throws CannotStart when the data is of a newer version or the backup fails; also any error of a migration
 */
export async function runMigrations(db: Db, options: Options): Promise<MigrationReport> {
  const { services, dataDir, list = migrations, leaseMs = 30_000, pollMs = 500 } = options;
  await refuseNewer(db, list);
  const pending = await pendingOf(db, list);
  const report: MigrationReport = pending.length
    ? await runUnderClaim(db, services, { leaseMs, pollMs, alone: dataDir !== undefined }, (renew) =>
        runPending(db, { services, dataDir, list }, renew),
      )
    : { from: await highestNumber(db), ran: [] };
  const state = await stateOf(db).findOne({ _id: 'migrations' });
  return { ...report, onRewritten: dataDir !== undefined && state?.rewriteDue ? recordRewrite : undefined };
}

async function recordRewrite(db: Db): Promise<void> {
  await stateOf(db).updateOne({ _id: 'migrations' }, { $unset: { rewriteDue: 1 } });
}

async function runPending(
  db: Db,
  { services, dataDir, list }: Options & { list: Migration[] },
  renew: Renew,
): Promise<MigrationReport> {
  // The previous holder of the claim may have migrated, and may be a newer version.
  await refuseNewer(db, list);
  const [from, pending] = [await highestNumber(db), await pendingOf(db, list)];
  if (await isEmpty(db)) {
    for (const migration of pending) await record(db, migration, services.clock.now());
    return { from, ran: [] };
  }
  if (dataDir !== undefined) await erase(db, pending);
  const backup =
    dataDir === undefined || !pending.length ? undefined : await backUpFirst(db, dataDir, from, services);
  for (const migration of pending) {
    services.log.info(
      { event: 'migration.begun', number: migration.number },
      `migration ${migration.number} (${migration.name}) begins`,
    );
    await migration.run(db);
    await renew();
    await record(db, migration, services.clock.now());
    services.log.info(
      { event: 'migration.done', number: migration.number },
      `migration ${migration.number} (${migration.name}) is done`,
    );
  }
  await stateOf(db).updateOne({ _id: 'migrations' }, { $unset: { backup: 1 } });
  return { from, ran: pending, backup };
}

/** Before the backup, so that the backup does not contain what must be erased. */
async function erase(db: Db, pending: Migration[]): Promise<void> {
  const names = pending.flatMap(({ erases = [] }) => erases);
  if (!names.length) return;
  await stateOf(db).updateOne({ _id: 'migrations' }, { $set: { rewriteDue: true } });
  for (const name of names) await db.collection(name).deleteMany({});
}

async function refuseNewer(db: Db, list: Migration[]): Promise<void> {
  const [stored, known] = [await highestNumber(db), list.at(-1)?.number ?? 0];
  if (stored > known)
    throw new CannotStart(
      `The data is of a newer version of Groundswell: it was migrated up to number ${stored}, and this version ` +
        `knows ${known ? `the migrations up to ${known}` : 'no migration'}.\n` +
        'Start the newer version again. Or go back to the data from before: restore the backup that was made ' +
        'before the upgrade (on the embedded store: DATA_DIR/backups) and start this version on it.',
    );
}
