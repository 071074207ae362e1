import { statfs } from 'node:fs/promises';
import mongoose from 'mongoose';
import type { Env } from '../env.js';

/** The disk under the embedded database, or the size of another one; null when the server does not say. */
export type StorageState = { disk: { total: number; free: number } } | { database: { bytes: number } } | null;

/** How much room the data has. */
export async function readStorageState({
  env,
}: {
  env: Pick<Env, 'MONGODB_URI' | 'DATA_DIR'>;
}): Promise<StorageState> {
  if (env.MONGODB_URI) {
    // A user of the database may lack the right to ask for its size.
    const stats = await mongoose.connection.db!.stats().catch(() => null);
    const bytes = Number(stats?.storageSize) + Number(stats?.indexSize);
    return Number.isFinite(bytes) ? { database: { bytes } } : null;
  }
  // Some file systems don't say.
  const disk = await statfs(env.DATA_DIR).catch(() => null);
  if (!disk || !disk.blocks) return null;
  return { disk: { total: disk.blocks * disk.bsize, free: disk.bavail * disk.bsize } };
}
