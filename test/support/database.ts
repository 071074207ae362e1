import { mkdtemp, readFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { MongoClient, type CommandStartedEvent, type Document } from 'mongodb';
import mongoose from 'mongoose';
import { eventsPublished } from '../../src/events/publish-events.js';
import { openDatabase, type Database } from '../../src/platform/data/database.js';

const runDir = process.env.TEST_RUN_DIR ?? os.tmpdir();

/** A folder of this process alone, inside the folder of the run: the embedded store, the outbox, the session secret. */
export const dataDir = await mkdtemp(path.join(runDir, 'process-'));

const databasesOfRun = `groundswell_test_${path.basename(runDir).slice(-6)}_`;

/** A database of this process alone: on `MONGODB_URI` when it is set, on the embedded store otherwise. */
function testUri(): string | undefined {
  if (!process.env.MONGODB_URI) return undefined;
  const uri = new URL(process.env.MONGODB_URI);
  uri.pathname = `/${databasesOfRun}${process.pid}`;
  return uri.href;
}

let database: Database | undefined;

/** The address of the database of this process, for processes that a test starts. Call `useDatabase` before. */
export const databaseUri = async (): Promise<string> =>
  testUri() ?? (await readFile(path.join(dataDir, 'embedded-mongo.uri'), 'utf8')).trim();

/** Opens the database once for all test files of this process. Call it in `before` of a suite that stores something. */
export async function useDatabase(): Promise<void> {
  database ??= await openDatabase({ MONGODB_URI: testUri(), DATA_DIR: dataDir, EMBEDDED_MONGO_PORT: 0 });
}

/** The collections that this process wrote to since they were emptied; undefined when any may have documents. */
let written: Set<string> | undefined;
/** Those of the time before: a write that was on its way may have come after the emptying. */
let writtenBefore = new Set<string>();

const writes = new Set(['insert', 'update', 'findAndModify']);
const writesNothing = new Set(
  (
    'find getMore count distinct delete explain listCollections listIndexes createIndexes dropIndexes collMod ' +
    'killCursors endSessions hello ping buildInfo serverStatus dbStats collStats drop create'
  ).split(' '),
);

/** Notes what a command writes to. A command that is not known here may have written anywhere. */
function noteWrite({ commandName, command }: Pick<CommandStartedEvent, 'commandName' | 'command'>): void {
  if (writes.has(commandName)) written?.add(String(command[commandName]));
  else if (commandName === 'aggregate') {
    const stages = command.pipeline as Document[];
    if (stages.some((stage) => '$out' in stage || '$merge' in stage)) written = undefined;
  } else if (!writesNothing.has(commandName)) written = undefined;
}
mongoose.connection.on('commandStarted', noteWrite);

/** After this, `emptyDatabase` empties every collection, whoever wrote to it. */
export function distrustDatabase(): void {
  written = undefined;
}

/**
 * Empties every collection and keeps the indexes. After the first time in a test file, those are left out that
 * this process has not written to since, because emptying fifty empty ones takes longer than most tests.
 */
export async function emptyDatabase(): Promise<void> {
  await eventsPublished();
  const db = mongoose.connection.db!;
  const collections = await (written
    ? [...new Set([...written, ...writtenBefore])].map((name) => db.collection(name))
    : db.collections());
  writtenBefore = written ?? new Set();
  // Not afterwards: what is written meanwhile counts.
  written = process.env.MONGODB_URI ? undefined : new Set();
  await Promise.all(collections.map((collection) => collection.deleteMany({})));
}

/** Closes what `useDatabase` opened, so that the process can end. */
export async function closeDatabase(): Promise<void> {
  await eventsPublished();
  await database?.close();
}

/** Drops what the processes of this run left on `MONGODB_URI`. */
export async function dropDatabasesOfRun(): Promise<void> {
  if (!process.env.MONGODB_URI) return;
  const client = await MongoClient.connect(process.env.MONGODB_URI);
  const { databases } = await client.db('admin').admin().listDatabases({ nameOnly: true });
  const names = databases.map(({ name }) => name).filter((name) => name.startsWith(databasesOfRun));
  await Promise.all(names.map((name) => client.db(name).dropDatabase()));
  await client.close();
}
