import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Cursors } from '../commands/cursors.js';
import { backup } from '../operations/backup.js';
import { claim } from '../storage/lock.js';
import { FailPoint } from '../commands/fail-point.js';
import { credentialFor, newPassword, USER } from '../commands/scram.js';
import { listen } from '../wire/server.js';
import type { Log } from '../wire/server.js';
import { Storage } from '../storage/storage.js';
import { expire } from '../storage/expiry.js';

/** Where an instance has its data and how it runs. */
export interface InstanceOptions {
  dataDir: string;
  /** 0 takes any free port. */
  port: number;
  /** Milliseconds between two removals of what TTL indexes say has expired. */
  expireEveryMs: number;
  /** Whether clients may make commands fail, as tests of drivers do. */
  testCommands: boolean;
}

/** A running instance. */
export interface Instance {
  /** For MongoClient or mongoose; holds the credential. */
  uri: string;
  /** Ends connections, flushes and closes. */
  stop: () => Promise<void>;
}

/** Opens the store and answers on a port, in this thread. Throws DataDirInUse and what listening throws. */
export async function startInstance(options: InstanceOptions, log: Log): Promise<Instance> {
  const storage = openStorage(options.dataDir);
  const cursors = new Cursors();
  const password = newPassword();
  const credential = credentialFor(password);
  const failPoint = options.testCommands ? new FailPoint() : undefined;
  const shared = {
    storage,
    cursors,
    credential,
    failPoint,
    backup: (path: string) => backup(storage.env, path),
    log,
  };
  const endpoint = await listen(options.port, shared).catch(async (error: unknown) => {
    await storage.close();
    throw error;
  });
  const clear = (): void => {
    storage.sweep().catch((error: unknown) => log(`clearing failed: ${String(error)}`));
  };
  clear();
  const sweep = setInterval(() => {
    cursors.sweep();
    clear();
    expire(storage, new Date()).catch((error: unknown) => log(`expiry failed: ${String(error)}`));
  }, options.expireEveryMs);
  const stop = async (): Promise<void> => {
    clearInterval(sweep);
    await endpoint.close();
    await storage.close();
  };
  const address = `127.0.0.1:${endpoint.port}/groundswell?directConnection=true&authSource=admin`;
  return { uri: `mongodb://${USER}:${password}@${address}`, stop };
}

function openStorage(dataDir: string): Storage {
  const store = join(dataDir, 'store');
  mkdirSync(store, { recursive: true, mode: 0o700 });
  const storage = new Storage(store);
  try {
    claim(storage.env, dataDir);
    return storage;
  } catch (error) {
    void storage.close();
    throw error;
  }
}
