import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { randomBytes } from 'node:crypto';
import { MongoClient } from 'mongodb';
import type { Db, MongoServerError } from 'mongodb';
import { startEmbeddedMongo } from '../src/index.js';
import type { EmbeddedMongo, EmbeddedMongoOptions } from '../src/index.js';

/**
 * What Node needs to run a script of this project, as arguments: the compiler too, unless these tests run from the compiled
 * copy that `npm test` makes.
 */
export function scriptArguments(script: URL): string[] {
  const file = fileURLToPath(script);
  return import.meta.url.endsWith('.ts') ? ['--import', 'tsx', file] : [file.replace(/\.ts$/, '.js')];
}

/** The command `npm run store`: the product's, as the package has none. */
export const storeCommand = scriptArguments(new URL('../../../src/cli/store.ts', import.meta.url));

/** A database of its own for one test file, and what to do when the file is through. */
export interface TestDatabase {
  client: MongoClient;
  db: Db;
  close: () => Promise<void>;
}

/**
 * On an embedded store; or on the server that COMPARE_URI names, to hold the same rules against a real one.
 */
export async function openDatabase(): Promise<TestDatabase> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  const external = process.env.COMPARE_URI;
  if (external) {
    const client = await MongoClient.connect(external);
    const db = client.db(name);
    const close = async (): Promise<void> => {
      await db.dropDatabase();
      await client.close();
    };
    return { client, db, close };
  }
  const store = await openStore();
  const client = await MongoClient.connect(store.uri);
  const close = async (): Promise<void> => {
    await client.close();
    await store.close();
  };
  return { client, db: client.db(name), close };
}

export interface TestStore {
  dataDir: string;
  uri: string;
  store: EmbeddedMongo;
  close: () => Promise<void>;
}

/** An embedded store on a directory of its own. */
export async function openStore(options: Partial<EmbeddedMongoOptions> = {}): Promise<TestStore> {
  const dataDir = await temporaryDirectory();
  const store = await startEmbeddedMongo({ dataDir, ...options });
  const close = async (): Promise<void> => {
    await store.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
  return { dataDir, uri: store.uri, store, close };
}

/** A store of one suite, with a client of it, that can be opened again on the same data. */
export interface StoreOnDisk {
  dataDir: string;
  client: MongoClient;
  db: Db;
  reopen: () => Promise<void>;
}

/** Opens one before the suite it is called in, and removes it afterwards. */
export function storeOnDisk(): StoreOnDisk {
  let store: EmbeddedMongo;
  const open = async (): Promise<void> => {
    store = await startEmbeddedMongo({ dataDir: held.dataDir });
    held.client = await MongoClient.connect(store.uri);
    held.db = held.client.db('drivers');
  };
  const close = async (): Promise<void> => {
    await held.client.close();
    await store.stop();
  };
  const reopen = async (): Promise<void> => {
    await close();
    await open();
  };
  const held = { reopen } as StoreOnDisk;
  before(async () => {
    held.dataDir = await temporaryDirectory();
    await open();
  });
  after(async () => {
    await close();
    await rm(held.dataDir, { recursive: true, force: true });
  });
  return held;
}

export function temporaryDirectory(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'embedded-mongo-'));
}

/** The server error an operation ends with; fails if it succeeds. */
export async function refusal(operation: Promise<unknown>): Promise<MongoServerError> {
  try {
    await operation;
  } catch (error) {
    return error as MongoServerError;
  }
  throw new Error('the operation was expected to be refused');
}
