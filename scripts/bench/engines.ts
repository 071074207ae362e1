import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { MongoClient, type Db } from 'mongodb';
import { sumOf } from '../../src/platform/data/sums.js';

/** What is measured, through the same driver. */
export interface Engine {
  name: string;
  db: Db;
  /** Milliseconds from the start to the first answer; undefined if it was running already. */
  startMs?: number;
  /** Megabytes of memory of its process; undefined if unknown. */
  memory(): Promise<number | undefined>;
  /** Megabytes on disk. */
  disk(): Promise<number | undefined>;
  close(): Promise<void>;
}

const pool = { maxPoolSize: 64, minPoolSize: 64 };
const mega = 2 ** 20;

/** The embedded store in its own process and directory. */
export async function startEmbedded(): Promise<Engine> {
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'groundswell-bench-'));
  const began = performance.now();
  const store = new URL('../../src/cli/store.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, ['--import', 'tsx', store], {
    env: { ...process.env, DATA_DIR: dataDir, EMBEDDED_MONGO_PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [uri] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  const client = await MongoClient.connect(uri, pool);
  const db = client.db('bench');
  await db.command({ ping: 1 });
  return {
    name: 'embedded',
    db,
    startMs: performance.now() - began,
    memory: () => residentMegabytes(child),
    disk: () => megabytesIn(path.join(dataDir, 'store')),
    close: async () => {
      await client.close();
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      await exited;
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** A new database on a running server, dropped at the end. */
export async function connectOther(uri: string): Promise<Engine> {
  const client = await MongoClient.connect(uri, pool);
  const db = client.db(`bench_${process.pid}`);
  return {
    name: 'other',
    db,
    memory: () => Promise.resolve(undefined),
    disk: async () => {
      const stats = await db.stats().catch(() => undefined);
      return stats && (Number(stats.storageSize) + Number(stats.indexSize)) / mega;
    },
    close: async () => {
      await db.dropDatabase();
      await client.close();
    },
  };
}

async function residentMegabytes({ pid }: ChildProcess): Promise<number | undefined> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const kilobytes = /VmRSS:\s+(\d+)/.exec(status)?.[1];
  return kilobytes === undefined ? undefined : Number(kilobytes) / 1024;
}

/** The size of the files in a directory. */
export async function megabytesIn(directory: string): Promise<number> {
  const files = await readdir(directory);
  const sizes = await Promise.all(files.map(async (file) => (await stat(path.join(directory, file))).size));
  return sumOf(sizes) / mega;
}
