import mongoose from 'mongoose';
import './closed-connections.js';
import type { Env } from './env.js';

export interface Database {
  close(): Promise<void>;
}

/**
 * The one door to the database: `MONGODB_URI` when it is set, otherwise the embedded endpoint on `DATA_DIR`,
 * both through the same driver. Resolves when every index is built.
 */
export async function openDatabase(
  env: Pick<Env, 'MONGODB_URI' | 'DATA_DIR' | 'EMBEDDED_MONGO_PORT'>,
): Promise<Database> {
  const embedded = env.MONGODB_URI ? undefined : await startEmbedded(env);
  // A filter on a field that the schema lacks is a mistake, not "match everything".
  mongoose.set('strictQuery', 'throw');
  await mongoose.connect(env.MONGODB_URI ?? embedded!.uri, { serverSelectionTimeoutMS: 10_000 });
  await Promise.all(Object.values(mongoose.models).map((model) => model.init()));
  return {
    close: async () => {
      await mongoose.disconnect();
      await embedded?.stop();
    },
  };
}

// Imported only where it is used: elsewhere its native code need not load.
async function startEmbedded(env: { DATA_DIR: string; EMBEDDED_MONGO_PORT: number }) {
  const { startEmbeddedMongo } = await import('../embedded-mongo/index.js');
  return startEmbeddedMongo({ dataDir: env.DATA_DIR, port: env.EMBEDDED_MONGO_PORT });
}

/** Resolves when the database answers; rejects otherwise. */
export async function pingDatabase(): Promise<void> {
  await mongoose.connection.db!.admin().ping();
}
