import { mkdtemp, readFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { MongoClient } from 'mongodb';
import mongoose from 'mongoose';
import { eventsPublished } from '../../src/events/publish-events.js';
import { openDatabase, type Database } from '../../src/platform/data/database.js';

const runDir = process.env.TEST_RUN_DIR ?? os.tmpdir();

/** A folder of this process alone, inside the folder of the run: the embedded store, the outbox, the session secret. */
export const dataDir = await mkdtemp(path.join(runDir, 'process-'));

const databasesOfRun = `groundswell_test_${path.basename(runDir).slice(-6)}_`;

/** A database of this process alone: on `MONGODB_URI` when it is set, on the embedded store otherwise. */
function testUri(): string | undefined {
  if (!process.env.MONGODB_URI) return undefined;
  const uri = new URL(process.env.MONGODB_URI);
  uri.pathname = `/${databasesOfRun}${process.pid}`;
  return uri.href;
}

let database: Database | undefined;

/** The address of the database of this process, for processes that a test starts. Call `useDatabase` before. */
export const databaseUri = async (): Promise<string> =>
  testUri() ?? (await readFile(path.join(dataDir, 'embedded-mongo.uri'), 'utf8')).trim();

/** Opens the database once for all test files of this process. Call it in `before` of a suite that stores something. */
export async function useDatabase(): Promise<void> {
  database ??= await openDatabase({ MONGODB_URI: testUri(), DATA_DIR: dataDir, EMBEDDED_MONGO_PORT: 0 });
}

/** Empties every collection and keeps the indexes. */
export async function emptyDatabase(): Promise<void> {
  await eventsPublished();
  const collections = await mongoose.connection.db!.collections();
  await Promise.all(collections.map((collection) => collection.deleteMany({})));
}

/** Closes what `useDatabase` opened, so that the process can end. */
export async function closeDatabase(): Promise<void> {
  await eventsPublished();
  await database?.close();
}

/** Drops what the processes of this run left on `MONGODB_URI`. */
export async function dropDatabasesOfRun(): Promise<void> {
  if (!process.env.MONGODB_URI) return;
  const client = await MongoClient.connect(process.env.MONGODB_URI);
  const { databases } = await client.db('admin').admin().listDatabases({ nameOnly: true });
  const names = databases.map(({ name }) => name).filter((name) => name.startsWith(databasesOfRun));
  await Promise.all(names.map((name) => client.db(name).dropDatabase()));
  await client.close();
}
