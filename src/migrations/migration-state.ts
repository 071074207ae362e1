import type { Collection, Db } from 'mongodb';
import type { Migration } from './migration.js';

interface MigrationRecord {
  _id: number;
  name: string;
  at: Date;
}

/** Which process migrates, and what an unfinished run left for the next one. */
export interface MigrationState {
  _id: 'migrations';
  holder: string | null;
  /** Afterwards another process may take over. */
  expiresAt: Date;
  /** The backup of an unfinished run, from before its first migration. */
  backup?: string;
  /** The data file may still contain bytes of erased collections. */
  rewriteDue?: boolean;
}

const options = { writeConcern: { w: 'majority' } } as const;
const names = { records: 'migrations', state: 'migrationstate' };

/** The collections of the migrations themselves. They are true only of the database they were stored in. */
export const migrationCollections = Object.values(names);

const records = (db: Db) => db.collection<MigrationRecord>(names.records, options);

/** One document, created by the first process that migrates. */
export const stateOf = (db: Db): Collection<MigrationState> =>
  db.collection<MigrationState>(names.state, options);

/** The highest recorded number, 0 for none. */
export async function highestNumber(db: Db): Promise<number> {
  return (await records(db).findOne({}, { sort: { _id: -1 } }))?._id ?? 0;
}

/** The migrations that are not recorded, in order. */
export async function pendingOf(db: Db, list: Migration[]): Promise<Migration[]> {
  const done = new Set((await records(db).find().toArray()).map(({ _id }) => _id));
  return list.filter(({ number }) => !done.has(number));
}

export async function record(db: Db, { number, name }: Migration, at: Date): Promise<void> {
  await records(db).updateOne({ _id: number }, { $setOnInsert: { name, at } }, { upsert: true });
}

/** True for a database without documents, except those about migrations. */
export async function isEmpty(db: Db): Promise<boolean> {
  for (const { name } of await db.listCollections({ type: 'collection' }, { nameOnly: true }).toArray())
    if (!migrationCollections.includes(name) && (await db.collection(name).findOne())) return false;
  return true;
}
