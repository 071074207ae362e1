import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { MongoClient, type Db } from 'mongodb';
import { startEmbeddedMongo } from 'embedded-mongo';

export interface OwnDatabase {
  uri: string;
  db: Db;
  /** The embedded store's folder; undefined on `MONGODB_URI`. */
  dataDir: string | undefined;
  close(): Promise<void>;
}

/** A database of one test alone, which other processes can open too: on `MONGODB_URI`, or a store of its own. */
export async function openOwnDatabase(): Promise<OwnDatabase> {
  if (!process.env.MONGODB_URI) return openOwnStore();
  const address = new URL(process.env.MONGODB_URI);
  address.pathname = `/groundswell_migrations_${randomUUID().slice(0, 8)}`;
  const client = await MongoClient.connect(address.href);
  const close = async () => {
    await client.db().dropDatabase();
    await client.close();
  };
  return { uri: address.href, db: client.db(), dataDir: undefined, close };
}

/** An embedded store of one test alone. `closeStore` frees its folder for another process. */
export async function openOwnStore() {
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'groundswell-migrations-'));
  const store = await startEmbeddedMongo({ dataDir });
  const client = await MongoClient.connect(store.uri);
  const closeStore = async () => {
    await client.close();
    await store.stop();
  };
  const close = async () => {
    await closeStore();
    await rm(dataDir, { recursive: true, force: true });
  };
  return { uri: store.uri, db: client.db(), dataDir, closeStore, close };
}
