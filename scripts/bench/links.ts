import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, get, type IncomingMessage } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Types } from 'mongoose';
import { newSlug } from '../../src/links/slug.js';
import { TrackedLink } from '../../src/links/tracked-link.model.js';
import { runMigrations } from '../../src/migrations/run-migrations.js';
import { createOrganization } from '../../src/organization/index.js';
import { openDatabase } from '../../src/platform/data/database.js';
import { readEnv } from '../../src/platform/env.js';
import { createServices } from '../../src/services.js';
import { megabytesIn } from './engines.js';
import { percentile } from './median.js';
import { freePort, memoryOf } from './processes.js';

interface Options {
  /** How many links are stored: once for each number. */
  sizes: number[];
  /** Storing ends after so many minutes. */
  minutes: number;
  /** Links that are asked for in each measurement. */
  visits: number;
}

const browser =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36';
const yearMs = 365 * 86_400_000;
const perBatch = 2_000;

/**
 * Stores the links of a year in the embedded database, starts the whole product on it with its jobs, and asks for links.
 * Prints how long the start took, how long visitors waited, and how much memory that takes, as a Markdown table.
 */
export async function benchLinks({ sizes, ...options }: Options): Promise<void> {
  const columns: [name: string, figure: string][][] = [];
  for (const links of sizes) columns.push(await benchOne({ links, ...options }));
  const names = columns[0]!.map(([name]) => name);
  const [head, ...rows] = names.map((name, row) => [name, ...columns.map((column) => column[row]![1])]);
  const lines = [head!, head!.map((_, place) => (place ? '---:' : '---')), ...rows];
  console.log(lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n'));
}

type StoreOptions = Omit<Options, 'sizes'> & { links: number };

async function benchOne(options: StoreOptions): Promise<[name: string, figure: string][]> {
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'groundswell-bench-'));
  try {
    const { stored, seconds, old, recent } = await store(dataDir, options);
    return [
      ['Links stored', stored.toLocaleString('en')],
      ['Storing them, s', seconds.toFixed(0)],
      ['On disk, MB', (await megabytesIn(path.join(dataDir, 'store'))).toFixed(0)],
      ...(await measure(dataDir, old, recent)),
    ];
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

/** Stores links that were made evenly over a year, the oldest first. Returns slugs of old and of recent ones. */
async function store(dataDir: string, { links, minutes, visits }: StoreOptions) {
  const env = readEnv({ ...process.env, DATA_DIR: dataDir, LOG_LEVEL: 'silent', MONGODB_URI: undefined });
  const services = createServices(env);
  const database = await openDatabase(env, (db, folder) => runMigrations(db, { services, dataDir: folder }));
  await createOrganization(services, { actor: 'operator', name: 'Bench', timeZone: 'Europe/Berlin' });
  const began = performance.now();
  const posts = Array.from({ length: 2_000 }, () => new Types.ObjectId().toString());
  const people = Array.from({ length: 40_000 }, () => new Types.ObjectId().toString());
  const firstAt = Date.now() - yearMs;
  const [old, recent]: [string[], string[]] = [[], []];
  let stored = 0;
  while (stored < links && performance.now() - began < minutes * 60_000) {
    const batch = Array.from({ length: Math.min(perBatch, links - stored) }, (_, place) => {
      const n = stored + place;
      const at = new Date(firstAt + (n / links) * (yearMs - 60_000));
      return {
        slug: newSlug(),
        target: `https://news.example.com/articles/${n % posts.length}`,
        shareId: new Types.ObjectId().toString(),
        campaign: 'bench',
        utm: null,
        labels: {
          postId: posts[Math.floor((n / links) * posts.length)]!,
          advocateId: people[n % people.length]!,
          ...{ teamId: null, locationId: null, network: n % 2 ? 'linkedin' : 'x' },
        },
        ...{ createdAt: at, changedAt: at, switchedOff: null, appliedRevision: 1 },
      };
    });
    await TrackedLink.collection.insertMany(batch);
    stored += batch.length;
    if (stored < links / 2) old.push(batch[0]!.slug);
    if (stored % 200_000 === 0) console.error(`${stored} links stored`);
    recent.splice(0, recent.length, ...batch.slice(-visits).map(({ slug }) => slug));
  }
  const seconds = (performance.now() - began) / 1000;
  await database.close();
  return { stored, seconds, old: someOf(old, visits), recent };
}

/** At most so many of them, evenly spread. */
const someOf = <T>(all: T[], most: number): T[] =>
  all.filter((_, n) => Math.floor((n * most) / all.length) !== Math.floor(((n - 1) * most) / all.length));

async function measure(dataDir: string, old: string[], recent: string[]): Promise<[string, string][]> {
  const port = await freePort();
  const began = performance.now();
  const server = spawn(process.execPath, ['--import', 'tsx', 'src/server.ts'], {
    env: {
      ...process.env,
      ...{ DATA_DIR: dataDir, PORT: String(port), HOST: '127.0.0.1' },
      ...{ OUTBOX: '1', LOG_LEVEL: 'error', MONGODB_URI: undefined },
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  try {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const visit = (slug: string) => timeOf(agent, `http://127.0.0.1:${port}/l/${slug}`);
    while (
      !(await visit(recent[0]!).then(
        () => true,
        () => false,
      ))
    ) {
      if (server.exitCode !== null) throw new Error('the server has ended');
      await wait(20);
    }
    const start = (performance.now() - began) / 1000;
    const times = async (slugs: string[], pauseMs = 0) => {
      const all: number[] = [];
      for (const slug of slugs) {
        await wait(pauseMs);
        all.push(await visit(slug));
      }
      return [0.5, 0.99].map((share) => percentile(all, share).toFixed(1)).join(' / ');
    };
    const afterStart = await memoryText(server);
    const first = await times(recent);
    // Links are looked up together, ten times a second: each of these visitors comes alone.
    const cold = await times(old, 150);
    const hot = await times([...old, ...recent]);
    return [
      ['Start until the first visitor is redirected, s', start.toFixed(1)],
      ['A recent link, right after the start, ms', first],
      ['A link that is not in memory, ms', cold],
      ['The same links again, ms', hot],
      ['Memory after the start, MB', afterStart],
      ['Memory after the visits, MB', await memoryText(server)],
    ];
  } finally {
    const ended = once(server, 'exit');
    server.kill('SIGTERM');
    await ended;
  }
}

/** Milliseconds until a link redirects. Rejects when it does not. */
async function timeOf(agent: Agent, url: string): Promise<number> {
  const began = performance.now();
  const [answer] = (await once(get(url, { agent, headers: { 'user-agent': browser } }), 'response')) as [
    IncomingMessage,
  ];
  answer.resume();
  if (answer.statusCode !== 302) throw new Error(`${url} answered ${answer.statusCode}`);
  const ms = performance.now() - began;
  await once(answer, 'end');
  return ms;
}

/** Of one process, which the embedded database is part of: that of the program / with the data file. */
const memoryText = async (server: ChildProcess): Promise<string> =>
  `${(await memoryOf(server, 'RssAnon')).toFixed(0)} / ${(await memoryOf(server, 'VmRSS')).toFixed(0)}`;
