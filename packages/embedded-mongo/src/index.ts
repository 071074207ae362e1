// A durable MongoDB endpoint for one machine: the official driver talks to it over loopback TCP as to a
// standalone mongod, and finds its documents in LMDB under the data directory.
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { release, reserve } from './storage/lock.js';
import type { Instance } from './process/instance.js';
import type { Log } from './wire/server.js';
import { startThread } from './process/thread.js';

export { checkPlace, moveBackup } from './operations/backup.js';
export { check } from './operations/check.js';
export type { Checked } from './operations/check.js';
export { compact } from './operations/compact.js';
export { DataDirInUse } from './storage/lock.js';
export { DataFileDamaged } from './storage/check-file.js';
export { CommandError } from './bson/errors.js';
export { exportDatabase } from './operations/export.js';
export type { Moved } from './operations/export.js';
export { importDatabase } from './operations/import.js';
export { restore } from './operations/restore.js';
export { deleteLeftOver, deleteUnfinished, inUnfinished } from './operations/unfinished.js';
export { readStats, statsTable } from './operations/stats.js';

/** Where a store lies and how it runs. */
export interface EmbeddedMongoOptions {
  /** Holds the store (`store/`) and, while it runs, its address (`embedded-mongo.uri`). Made if missing. */
  dataDir: string;
  /** 0, the default, takes any free port. */
  port?: number;
  log?: Log;
  /** Milliseconds between two removals of what TTL indexes say has expired. */
  expireEveryMs?: number;
  /** Lets clients make commands fail, as tests of drivers do (`configureFailPoint`). */
  testCommands?: boolean;
}

/** A running store. */
export interface EmbeddedMongo {
  /** For MongoClient or mongoose; holds the credential, so it belongs into no log. */
  uri: string;
  /** Ends connections, flushes and closes; the directory is free afterwards. */
  stop: () => Promise<void>;
}

const SWEEP_MS = 60_000;

/**
 * Starts the endpoint, in a thread of its own. Throws DataDirInUse if another process, or this one, has the
 * directory open, DataFileDamaged, and DataFileForbidden if this user can't open the files.
 */
export async function startEmbeddedMongo(options: EmbeddedMongoOptions): Promise<EmbeddedMongo> {
  const { dataDir, port = 0, log = () => undefined } = options;
  const { expireEveryMs = SWEEP_MS, testCommands = false } = options;
  const path = reserve(dataDir);
  try {
    return running(path, await startThread({ dataDir: path, port, expireEveryMs, testCommands }, log));
  } catch (error) {
    release(path);
    throw error;
  }
}

function running(path: string, { uri, stop }: Instance): EmbeddedMongo {
  const uriFile = join(path, 'embedded-mongo.uri');
  // Whoever made the file that a killed process left: the new one is readable for this user alone.
  rmSync(uriFile, { force: true });
  writeFileSync(uriFile, `${uri}\n`, { mode: 0o600 });
  let stopped: Promise<void> | undefined;
  const end = async (): Promise<void> => {
    await stop();
    rmSync(uriFile, { force: true });
    release(path);
  };
  return { uri, stop: () => (stopped ??= end()) };
}
