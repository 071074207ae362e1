import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import mongoose from 'mongoose';
import { openDatabase, type Database } from '../../src/platform/database.js';

/** A folder of this run alone: the embedded store, the outbox, the session secret. */
export const dataDir = await mkdtemp(path.join(os.tmpdir(), 'groundswell-test-'));

/** A database of this run alone: on `MONGODB_URI` when it is set, on the embedded store otherwise. */
function testUri(): string | undefined {
  if (!process.env.MONGODB_URI) return undefined;
  const uri = new URL(process.env.MONGODB_URI);
  uri.pathname = `/groundswell_test_${process.pid}_${randomUUID().slice(0, 8)}`;
  return uri.href;
}

let database: Database | undefined;

/** Opens the database once for the whole run. Call it in `before` of a suite that stores something. */
export async function useDatabase(): Promise<void> {
  database ??= await openDatabase({ MONGODB_URI: testUri(), DATA_DIR: dataDir, EMBEDDED_MONGO_PORT: 0 });
}

/** Empties every collection and keeps the indexes. */
export async function emptyDatabase(): Promise<void> {
  const collections = await mongoose.connection.db!.collections();
  await Promise.all(collections.map((collection) => collection.deleteMany({})));
}

export async function closeDatabase(): Promise<void> {
  if (database && process.env.MONGODB_URI) await mongoose.connection.dropDatabase();
  await database?.close();
  await rm(dataDir, { recursive: true, force: true });
}
