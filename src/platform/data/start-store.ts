import type { Env } from '../env.js';

/** What serves the database, and its address for the driver. */
export interface DatabaseServer {
  uri: string;
  stop: () => Promise<void>;
}

/** Starts the embedded store on `DATA_DIR`; null when `MONGODB_URI` names another database. */
export async function startStore(
  env: Pick<Env, 'MONGODB_URI' | 'DATA_DIR' | 'EMBEDDED_MONGO_PORT'>,
): Promise<DatabaseServer | null> {
  if (env.MONGODB_URI) return null;
  // Imported only if needed, because it loads native code.
  const { startEmbeddedMongo } = await import('embedded-mongo');
  return startEmbeddedMongo({ dataDir: env.DATA_DIR, port: env.EMBEDDED_MONGO_PORT });
}
