import { MongoClient, type Db } from 'mongodb';
import mongoose from 'mongoose';
import './closed-connections.js';
import type { Env } from '../env.js';
import { startStore, type DatabaseServer } from './start-store.js';

export interface Database {
  close(): Promise<void>;
}

type DatabaseEnv = Pick<Env, 'MONGODB_URI' | 'DATA_DIR' | 'EMBEDDED_MONGO_PORT'>;

/**
 * Migrates stored data before indexes are built. `dataDir` is that of the embedded store, undefined for another
 * database.
 */
export type Migrate = (
  db: Db,
  dataDir: string | undefined,
) => Promise<{
  /**
   * Set when the data file may still contain deleted data. The file is then rewritten before use, and this is
   * called afterwards.
   */
  onRewritten?: ((db: Db) => Promise<void>) | undefined;
}>;

/**
 * Opens the database: `MONGODB_URI` if it is set, otherwise the embedded endpoint on `DATA_DIR`, both through the
 * same driver. Resolves when data is migrated and then all indexes are built, because a unique index may need data
 * that a migration corrects. `store` is the embedded store if it has been started already.
 */
export async function openDatabase(
  env: DatabaseEnv,
  migrate?: Migrate,
  store = startStore(env),
): Promise<Database> {
  const { uri, stop } = await openServer(env, store, migrate);
  try {
    // A filter on a field that the schema lacks is an error. Otherwise it would match everything.
    mongoose.set('strictQuery', 'throw');
    await mongoose.connect(uri, connecting);
    await Promise.all(Object.values(mongoose.models).map((model) => model.init()));
  } catch (error) {
    await mongoose.disconnect();
    await stop();
    throw error;
  }
  return {
    close: async () => {
      await mongoose.disconnect();
      await stop();
    },
  };
}

const connecting = { serverSelectionTimeoutMS: 10_000 };

/** The migrated database. Mongoose connects afterwards, because it builds indexes as soon as it is connected. */
async function openServer(
  env: DatabaseEnv,
  store: Promise<DatabaseServer | null>,
  migrate?: Migrate,
): Promise<DatabaseServer> {
  let server = await store;
  if (!server) {
    const uri = env.MONGODB_URI!;
    if (migrate) await withDatabase(uri, (db) => migrate(db, undefined));
    return { uri, stop: () => Promise.resolve() };
  }
  if (!migrate) return server;
  try {
    const { onRewritten } = await withDatabase(server.uri, (db) => migrate(db, env.DATA_DIR));
    if (onRewritten) {
      await server.stop();
      const { compact } = await import('embedded-mongo');
      await compact(env.DATA_DIR);
      server = (await startStore(env))!;
      await withDatabase(server.uri, onRewritten);
    }
    return server;
  } catch (error) {
    await server.stop();
    throw error;
  }
}

async function withDatabase<T>(uri: string, work: (db: Db) => Promise<T>): Promise<T> {
  const client = new MongoClient(uri, connecting);
  try {
    return await work((await client.connect()).db());
  } finally {
    await client.close();
  }
}

/** Resolves when the database answers; rejects otherwise. */
export async function pingDatabase(): Promise<void> {
  await mongoose.connection.db!.admin().ping();
}
