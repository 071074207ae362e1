import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { MongoClient, MongoError } from 'mongodb';
import {
  check,
  checkPlace,
  CommandError,
  compact,
  DataDirInUse,
  DataFileDamaged,
  deleteLeftOver,
  deleteUnfinished,
  exportDatabase,
  importDatabase,
  inUnfinished,
  type Moved,
  moveBackup,
  readStats,
  restore,
  startEmbeddedMongo,
  statsTable,
} from 'embedded-mongo';
import { migrationCollections } from '../migrations/migration-state.js';
import { systemClock } from '../platform/clock.js';
import '../platform/data/closed-connections.js';
import { recordBackup } from '../platform/data/last-backup.js';
import { type Env, readEnv } from '../platform/env.js';
import { failToStart } from '../platform/start-errors.js';
import { refuseRoot } from './refuse-root.js';

const usage = `npm run store                               serve the embedded database; its URI is the first line
npm run store -- backup FILE                copy the store into a new file, while it runs or not
npm run store -- restore FILE               put a backup into an empty store that does not run
npm run store -- compact                    give back the space that removals left, while it does not run
npm run store -- check                      read everything and say what is damaged, while it does not run
npm run store -- stats                      count collections, documents, bytes and indexes
npm run store -- export DIR [--from URI]    write the store, or a MongoDB, as Extended JSON lines
npm run store -- import DIR [--to URI]      bring such a folder into the store, or a MongoDB
npm run store -- copy --to URI              move to a MongoDB: export and import in one
npm run store -- copy --from URI            the way back
DATA_DIR says where the store is; a URI names its database: mongodb://host/groundswell`;

const env = environment();

function environment(): Env {
  try {
    return readEnv();
  } catch (error) {
    return failToStart(error as Error);
  }
}

/** The collection where web processes that share a database store the secrets for visitor hashes. */
const salts = 'visitorsalts';

const storeFile = join(env.DATA_DIR, 'store', 'data.mdb');

/**
 * `npm run store`: runs the embedded database alone, for other processes on this machine. It prints its URI first.
 */
async function serve(): Promise<void> {
  const store = await startEmbeddedMongo({
    dataDir: env.DATA_DIR,
    port: env.EMBEDDED_MONGO_PORT,
    testCommands: env.EMBEDDED_MONGO_TEST_COMMANDS === '1',
    log: (message) => console.error(message),
  });
  console.log(store.uri);
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.once(signal, () => void store.stop().then(() => process.exit(0), failToStart));
}

/** Works on the store through the process that has it open, or opens it if none does. */
async function withStore<T>(work: (client: MongoClient) => Promise<T>): Promise<T> {
  return withStoreIn(await runningStore(), work);
}

function withStoreIn<T>(
  running: MongoClient | undefined,
  work: (client: MongoClient) => Promise<T>,
): Promise<T> {
  return running ? work(running).finally(() => running.close()) : withStoppedStore(work);
}

async function withStoppedStore<T>(work: (client: MongoClient) => Promise<T>): Promise<T> {
  const store = await startEmbeddedMongo({ dataDir: env.DATA_DIR });
  try {
    return await withServer(store.uri, work);
  } finally {
    await store.stop();
  }
}

/** The client of a store that answers. The address may be left over from a killed process, which does not. */
async function runningStore(): Promise<MongoClient | undefined> {
  const uri = await readFile(join(env.DATA_DIR, 'embedded-mongo.uri'), 'utf8').catch(() => undefined);
  return uri === undefined
    ? undefined
    : MongoClient.connect(uri.trim(), { serverSelectionTimeoutMS: 1500 }).catch(() => undefined);
}

async function withServer<T>(uri: string, work: (client: MongoClient) => Promise<T>): Promise<T> {
  const client = await MongoClient.connect(uri, { serverSelectionTimeoutMS: 10_000 });
  return work(client).finally(() => client.close());
}

/** Works on the database that the URI names, or on the store. Throws BadValue if the URI names no database. */
function withDatabase<T>(uri: string | undefined, work: (client: MongoClient) => Promise<T>): Promise<T> {
  if (uri === undefined) return withStore(work);
  if (!/^mongodb(\+srv)?:\/\/[^/]+\/[^?/]+/.test(uri))
    throw new CommandError('BadValue', 'The URI must name its database: mongodb://host/groundswell');
  return withServer(uri, work);
}

function mustExist(): void {
  if (!existsSync(storeFile))
    throw new CommandError('BadValue', `There is no store in ${resolve(env.DATA_DIR)}. Is DATA_DIR right?`);
}

async function exportTo(dir: string, from?: string): Promise<void> {
  if (from === undefined) mustExist();
  const running = from === undefined ? await runningStore() : undefined;
  const work = (client: MongoClient): Promise<Moved[]> => exportDatabase(client.db(), dir);
  const moved = await (running ? withCopyOf(running, work) : withDatabase(from, work));
  // No copy contains the salt of a day: it stays on this machine. After a restore the portal makes a new one.
  for (const ending of ['jsonl', 'metadata.json']) await rm(join(dir, `${salts}.${ending}`), { force: true });
  tell(
    'exported',
    moved.filter(({ collection }) => collection !== salts),
  );
}

/** Works on a copy of a store in use: the copy is the store at one moment. */
function withCopyOf<T>(running: MongoClient, work: (client: MongoClient) => Promise<T>): Promise<T> {
  return inUnfinished(backupInDataDir, async (dir) => {
    const [file, dataDir] = [join(dir, 'backup'), join(dir, 'copy')];
    await withStoreIn(running, backupTo(file));
    await restore(dataDir, file);
    const copy = await startEmbeddedMongo({ dataDir });
    return withServer(copy.uri, work).finally(() => copy.stop());
  });
}

/**
 * Where a process with the open store writes a backup: in a sandbox of systemd it can write to the data folder alone, and
 * its /tmp is another one.
 */
const backupInDataDir = join(env.DATA_DIR, 'backup');

const backupTo = (file: string) => (client: MongoClient) =>
  client.db('admin').command({ groundswellBackup: file });

async function importFrom(dir: string, to?: string): Promise<void> {
  // Opening a database once records it as migrated. If that stayed, older data copied there would never be
  // migrated.
  const work = (client: MongoClient): Promise<Moved[]> =>
    importDatabase(dir, client.db(), migrationCollections);
  tell('imported', await withDatabase(to, work));
}

function tell(what: string, moved: Moved[]): void {
  for (const { collection, documents, indexes } of moved)
    console.log(`${what} ${collection}: ${documents} documents, ${indexes} indexes`);
}

async function copy({ from, to }: { from?: string; to?: string }): Promise<void> {
  await mkdir(env.DATA_DIR, { recursive: true, mode: 0o700 });
  await inUnfinished(join(env.DATA_DIR, 'copy'), async (dir) => {
    await exportTo(join(dir, 'export'), from);
    await importFrom(join(dir, 'export'), to);
  });
}

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

async function stats(): Promise<void> {
  mustExist();
  for (const line of statsTable(await withStore(readStats))) console.log(line);
  console.log(`${storeFile}: ${megabytes((await stat(storeFile)).size)}`);
}

async function checkAll(): Promise<void> {
  mustExist();
  const all = await check(env.DATA_DIR);
  for (const { collection, documents, indexes, problems } of all) {
    console.log(`${collection}: ${documents} documents, ${indexes} indexes, ${problems.length} problems`);
    for (const problem of problems) console.log(`  ${problem}`);
  }
  if (all.every(({ problems }) => problems.length === 0)) console.log('Everything is as it was written.');
  else process.exitCode = 1;
}

async function backUp(file: string): Promise<void> {
  mustExist();
  const path = resolve(file);
  checkPlace(path);
  const running = await runningStore();
  await inUnfinished(running ? backupInDataDir : path, async (dir) => {
    await withStoreIn(running, backupTo(join(dir, 'backup')));
    await moveBackup(join(dir, 'backup'), path);
  });
  // The backup is there; that the portal does not show when it was made is no reason to fail.
  await recordBackup(env.DATA_DIR, systemClock.now()).catch(() => undefined);
  console.log(`backed up to ${file}: ${megabytes((await stat(file)).size)}`);
}

/** The commands that make copies of the database, or of a part of it. */
const copying = ['backup', 'restore', 'compact', 'export', 'copy'];

/** Lets no copy of the database outlast this command, and deletes those of commands that were killed. */
async function deleteCopies(): Promise<void> {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.once(signal, () => {
      deleteUnfinished();
      // Ends by the signal itself, because `process.exit` would wait until LMDB has copied all.
      process.kill(process.pid, signal);
    });
  const yesterday = new Date(systemClock.now().getTime() - 24 * 3_600_000);
  await deleteLeftOver(env.DATA_DIR, yesterday, (message) => console.error(message));
}

async function run(args: string[]): Promise<void> {
  const { positionals, values } = parseArgs({
    args,
    allowPositionals: true,
    options: { from: { type: 'string' }, to: { type: 'string' }, help: { type: 'boolean' } },
  });
  const [command = '', path = '', ...more] = positionals;
  const { from, to, help } = values;
  const shape = [
    command,
    ...(path && ['PATH']),
    ...more,
    ...(from ? ['--from'] : []),
    ...(to ? ['--to'] : []),
  ];
  const commands: Record<string, () => Promise<void>> = {
    '': serve,
    'backup PATH': () => backUp(path),
    'restore PATH': () => restore(env.DATA_DIR, path).then(() => console.log(`restored ${path}`)),
    compact: async () => {
      mustExist();
      const { before, after } = await compact(env.DATA_DIR);
      console.log(`compacted from ${megabytes(before)} to ${megabytes(after)}`);
    },
    check: checkAll,
    stats,
    'export PATH': () => exportTo(path),
    'export PATH --from': () => exportTo(path, from),
    'import PATH': () => importFrom(path),
    'import PATH --to': () => importFrom(path, to),
    'copy --to': () => copy({ to }),
    'copy --from': () => copy({ from }),
  };
  const chosen = commands[shape.join(' ')];
  if (help) return console.log(usage);
  if (!chosen) throw new CommandError('BadValue', usage);
  refuseRoot(env.DATA_DIR);
  if (copying.includes(command)) await deleteCopies();
  await chosen();
}

/** Ends with exit code 1. Prints a message for errors that a person can correct, and the stack for the others. */
function fail(error: Error & { code?: unknown }): never {
  const told = [CommandError, MongoError, DataDirInUse, DataFileDamaged].some(
    (type) => error instanceof type,
  );
  const ofArguments = String(error.code).startsWith('ERR_PARSE_ARGS');
  if (!told && !ofArguments && !('syscall' in error)) failToStart(error);
  console.error(ofArguments ? `${error.message}\n${usage}` : error.message);
  process.exit(1);
}

run(process.argv.slice(2)).catch(fail);
