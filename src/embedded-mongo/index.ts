// A durable MongoDB endpoint for one machine: the official driver talks to it over loopback TCP as to a
// standalone mongod, and finds its documents in LMDB under the data directory.
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Cursors } from './cursors.js';
import { claim, release, reserve } from './data-dir.js';
import { credentialFor, newPassword, USER } from './scram.js';
import { listen } from './server.js';
import type { Endpoint, Log } from './server.js';
import { Storage } from './storage.js';
import { expire } from './ttl.js';

export { DataDirInUse } from './data-dir.js';

export interface EmbeddedMongoOptions {
  /** Holds the store (`store/`) and, while it runs, its address (`embedded-mongo.uri`). Made if missing. */
  dataDir: string;
  /** 0, the default, takes any free port. */
  port?: number;
  log?: Log;
  /** Milliseconds between two removals of what TTL indexes say has expired. */
  expireEveryMs?: number;
}

export interface EmbeddedMongo {
  /** For MongoClient or mongoose; holds the credential, so it belongs into no log. */
  uri: string;
  /** Ends connections, flushes and closes; the directory is free afterwards. */
  stop: () => Promise<void>;
}

const SWEEP_MS = 60_000;

/** Starts the endpoint. Throws DataDirInUse if another process, or this one, has the directory open. */
export async function startEmbeddedMongo(options: EmbeddedMongoOptions): Promise<EmbeddedMongo> {
  const { dataDir, port = 0, log = () => undefined, expireEveryMs = SWEEP_MS } = options;
  const path = reserve(dataDir);
  try {
    const storage = openStorage(path, dataDir);
    const cursors = new Cursors();
    const password = newPassword();
    const endpoint = await listen(port, { storage, cursors, credential: credentialFor(password), log }).catch(
      async (error: unknown) => {
        await storage.close();
        throw error;
      },
    );
    const sweep = setInterval(() => {
      cursors.sweep();
      expire(storage, new Date()).catch((error: unknown) => log(`expiry failed: ${String(error)}`));
    }, expireEveryMs);
    sweep.unref();
    const address = `127.0.0.1:${endpoint.port}/groundswell?directConnection=true&authSource=admin`;
    return running(path, `mongodb://${USER}:${password}@${address}`, endpoint, storage, sweep);
  } catch (error) {
    release(path);
    throw error;
  }
}

function openStorage(path: string, dataDir: string): Storage {
  const store = join(path, 'store');
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

function running(
  path: string,
  uri: string,
  endpoint: Endpoint,
  storage: Storage,
  sweep: NodeJS.Timeout,
): EmbeddedMongo {
  const uriFile = join(path, 'embedded-mongo.uri');
  writeFileSync(uriFile, `${uri}\n`, { mode: 0o600 });
  chmodSync(uriFile, 0o600);
  let stopped: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    clearInterval(sweep);
    await endpoint.close();
    await storage.close();
    rmSync(uriFile, { force: true });
    release(path);
  };
  return { uri, stop: () => (stopped ??= stop()) };
}
