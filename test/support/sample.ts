import { existsSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { BSON, type Document } from 'mongodb';
import mongoose from 'mongoose';
import { loadSampleOrganization } from '../../src/sample-organization/index.js';
import type { Mail } from '../../src/platform/net/mailer.js';
import { emptyDatabase } from './database.js';
import type { TestServices } from './services.js';

type Loaded = Awaited<ReturnType<typeof loadSampleOrganization>>;

/** The sample as stored by the first test of this run that needed it, with the mails that it sent. */
const copy = path.join(process.env.TEST_RUN_DIR!, 'sample.bson');

/**
 * Empties the database and fills it with the sample organization of the test clock's first moment. It is made once in a
 * run; other test files copy what was stored then, which takes a fraction of the time.
 */
export async function useSample(services: TestServices): Promise<Loaded> {
  await emptyDatabase();
  if (existsSync(copy)) return restore(services);
  const loaded = await loadSampleOrganization(services);
  await save({ loaded, outbox: services.outbox });
  return loaded;
}

interface Saved {
  loaded: Loaded;
  outbox: Mail[];
}

async function save({ loaded, outbox }: Saved): Promise<void> {
  const parts: Uint8Array[] = [BSON.serialize({ loaded, outbox })];
  for (const collection of await mongoose.connection.db!.collections())
    for await (const document of collection.find())
      parts.push(BSON.serialize({ collection: collection.collectionName, document }));
  // Complete or not there at all: another process may look for it at this moment.
  const file = `${copy}.${process.pid}`;
  await writeFile(file, Buffer.concat(parts));
  await rename(file, copy);
}

async function restore(services: TestServices): Promise<Loaded> {
  const bytes = await readFile(copy);
  const lengthAt = (at: number) => bytes.readInt32LE(at);
  const { loaded, outbox } = BSON.deserialize(bytes.subarray(0, lengthAt(0))) as Saved;
  const rows: Document[] = [];
  // Numbers stay of the type that was stored.
  for (let at = lengthAt(0); at < bytes.length; at += lengthAt(at))
    rows.push(BSON.deserialize(bytes.subarray(at, at + lengthAt(at)), { promoteValues: false }));
  services.outbox.push(...outbox);
  const names = new Set(rows.map(({ collection }) => collection as string));
  for (const name of names) {
    const documents = rows.filter(({ collection }) => collection === name);
    await mongoose.connection
      .db!.collection(name)
      .insertMany(documents.map(({ document }) => document as Document));
  }
  return loaded;
}
