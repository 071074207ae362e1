import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import mongoose from 'mongoose';
import { openDatabase } from '../../src/platform/data/database.js';
import { readEnv } from '../../src/platform/env.js';
import { addDays } from '../../src/platform/text/days.js';
import { createOrganization } from '../../src/organization/index.js';
import { createPerson } from '../../src/sign-in/create-person.js';
import { runMigrations } from '../../src/migrations/run-migrations.js';
import { createTeam } from '../../src/accounts/manage-teams.js';
import { roles } from '../../src/people/index.js';
import { updateRollups } from '../../src/rollups/update-rollups.js';
import { lastClosedQuarter, publishedWeeks } from '../../src/published-results/index.js';
import { publishQuarter } from '../../src/published-results/publish-quarter.js';
import { createServices } from '../../src/services.js';
import { markDays, sumStatistics } from '../../src/statistics/index.js';
import { fillOrganization, type Size } from './organization-plan.js';
import { median } from './median.js';
import { freePort, memoryOf } from './processes.js';
import { signInAs } from './sign-ins.js';

interface Options extends Size {
  rounds: number;
  /** A folder for the data, which stays; by default it is deleted. */
  keep?: string | undefined;
}

/** What was measured of one size: milliseconds, unless the name says otherwise. */
type Measures = Map<string, number>;

/**
 * Fills an organization and one with a hundredth of it, and opens each page and file of both in a web process next to
 * the store. Prints a Markdown table with medians and ratios.
 */
export async function benchOrganization({ people, shares, rounds, keep }: Options): Promise<void> {
  const small = { people: Math.ceil(people / 100), shares: Math.ceil(shares / 100) };
  const measures: Measures[] = [];
  for (const size of [small, { people, shares }]) {
    const dataDir = keep
      ? path.join(keep, `${size.people}-people`)
      : await mkdtemp(path.join(os.tmpdir(), 'groundswell-bench-'));
    await mkdir(dataDir, { recursive: true });
    try {
      measures.push(await measure(size, rounds, dataDir));
    } finally {
      if (!keep) await rm(dataDir, { recursive: true, force: true });
    }
  }
  console.log(table([small.people, people], measures));
}

const source = (file: string) => new URL(`../../src/${file}`, import.meta.url).pathname;

async function measure(size: Size, rounds: number, dataDir: string): Promise<Measures> {
  const measures: Measures = new Map();
  const store = await startStore(dataDir);
  const env = readEnv({ ...process.env, MONGODB_URI: store.uri, DATA_DIR: dataDir, LOG_LEVEL: 'error' });
  const services = createServices(env);
  // As a new installation, so that the web process has nothing to migrate.
  const database = await openDatabase(env, (db) => runMigrations(db, { services }));
  const person = { email: 'bench@bench.example', password: 'calm ferry lantern harbour' };
  const today = services.clock.now().toISOString().slice(0, 10);
  try {
    await createOrganization(services, {
      ...{ actor: 'operator', name: 'Bench', timeZone: 'UTC', visibility: 'own-only' },
    });
    const { id: teamId } = await createTeam(services, { actor: 'operator', name: 'Everybody' });
    const names = { name: 'Bench', roles: [...roles], teamId, timeZone: 'UTC' };
    const { id } = await createPerson(services, { actor: 'operator', ...person, ...names });
    console.error(`filling an organization of ${size.people} people and ${size.shares} shares`);
    await timed(
      measures,
      'Filling it, s',
      () => fillOrganization(mongoose.connection.db!, size, today, id),
      1000,
    );
    const days = await mongoose.connection.db!.collection('dailystatistics').distinct('day');
    // Marks stay for a minute after a count.
    const later = { now: () => new Date(services.clock.now().getTime() + 120_000) };
    await markDays(services, days.map(String));
    await timed(
      measures,
      'Adding up three years, s',
      () => updateRollups({ ...services, clock: later }),
      1000,
    );
    const year = { from: addDays(today, -364), to: today };
    await timed(measures, 'Grouping the daily rows of a year by post', () =>
      sumStatistics({ ...year, by: 'post' }),
    );

    const quarter = lastClosedQuarter((await publishedWeeks())!)!;
    await timed(measures, 'Publishing a quarter', () => publishQuarter(services, quarter));

    const web = await startWeb(store.uri, dataDir);
    measures.set('Start of the web process', web.startMs);
    try {
      const ask = await signInAs(web.address, person);
      const open = async (pages: Record<string, string>) => {
        for (const [name, address] of Object.entries(pages)) {
          const each: number[] = [];
          for (let round = 0; round <= rounds; round += 1) {
            const began = performance.now();
            await ask(address);
            each.push(performance.now() - began);
          }
          // The first one also compiles and fills caches.
          measures.set(name, median(each.slice(1)));
          console.error(`${name}: ${measures.get(name)!.toFixed(0)} ms`);
        }
      };
      const thisYear = today.slice(0, 4);
      await open({
        Feed: '/feed',
        'My results': '/me',
        'My shares': '/me/shares',
        Studio: '/studio',
        'Published posts in the studio': '/studio?status=published',
        Baseline: '/reports/baseline',
        'Published report of a year by post': `/reports/results?period=${thisYear}`,
        'Published report of a year by topic': `/reports/results?period=${thisYear}&by=topic`,
        'Published report of a year by week': `/reports/results?period=${thisYear}&by=week`,
        'Published quarter by team': `/reports/results?period=${quarter}&by=team`,
        'Published year by post as CSV': `/reports/results.csv?period=${thisYear}`,
        'Published year by post as Excel': `/reports/results.xlsx?period=${thisYear}`,
        Admin: '/admin',
        People: '/admin/people',
        'People by name': '/admin/people?q=person',
        Teams: '/admin/teams',
      });
      await mongoose.connection
        .db!.collection('organizations')
        .updateOne({}, { $set: { visibility: 'individual' } });
      const range = `from=${year.from}&to=${year.to}`;
      await open({
        'Individual: four weeks by post': '/reports/results',
        'Individual: a year by post': `/reports/results?${range}`,
        'Individual: a year by team': `/reports/results?by=team&${range}`,
        'Individual: a year by person': `/reports/results?by=advocate&${range}`,
        'Individual: a year by day': `/reports/results?by=day&${range}`,
        'Individual: four weeks of a team': `/reports/results?team=${'2'.padStart(8, '0')}${'1'.padStart(16, '0')}`,
        'Individual: a year by post as CSV': `/reports/results.csv?${range}`,
        'Individual: a year by post as Excel': `/reports/results.xlsx?${range}`,
        'Individual: a year by person as CSV': `/reports/results.csv?by=advocate&${range}`,
      });
      measures.set('Memory of the web process, MB', await web.memory('VmRSS'));
      measures.set('Most memory of it, MB', await web.memory('VmHWM'));
    } finally {
      await web.stop();
    }
    return measures;
  } finally {
    await database.close();
    await store.stop();
  }
}

async function timed(
  measures: Measures,
  name: string,
  work: () => Promise<unknown>,
  unit = 1,
): Promise<void> {
  const began = performance.now();
  await work();
  measures.set(name, (performance.now() - began) / unit);
  console.error(`${name}: ${measures.get(name)!.toFixed(0)}`);
}

async function startStore(dataDir: string) {
  if (process.env.MONGODB_URI) {
    const uri = new URL(process.env.MONGODB_URI);
    uri.pathname = `/bench_${process.pid}_${path.basename(dataDir).replaceAll(/\W/g, '')}`;
    return { uri: uri.href, stop: () => Promise.resolve() };
  }
  const child = spawn(process.execPath, ['--import', 'tsx', source('cli/store.ts')], {
    env: { ...process.env, DATA_DIR: dataDir, EMBEDDED_MONGO_PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [uri] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  return { uri, stop: () => stopped(child) };
}

async function startWeb(uri: string, dataDir: string) {
  const port = await freePort();
  const address = `http://127.0.0.1:${port}`;
  const began = performance.now();
  const child = spawn(process.execPath, ['--import', 'tsx', source('server.ts'), '--web'], {
    env: {
      ...{ ...process.env, MONGODB_URI: uri, DATA_DIR: dataDir, PORT: String(port), OUTBOX: '1' },
      ...{ PUBLIC_URL: address, LOG_LEVEL: 'error' },
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  for (;;) {
    const answer = await fetch(`${address}/sign-in`).catch(() => undefined);
    if (answer?.ok) break;
    if (child.exitCode !== null) throw new Error('The web process ended');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return {
    ...{ address, startMs: performance.now() - began, stop: () => stopped(child) },
    memory: (field: 'VmRSS' | 'VmHWM') => memoryOf(child, field),
  };
}

async function stopped(child: ReturnType<typeof spawn>): Promise<void> {
  if (child.exitCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  await exited;
}

function table(people: number[], [small, large]: Measures[]): string {
  const heads = people.map((count) => `${count.toLocaleString('en')} people`);
  const rows = [...large!].map(([name, value]) => {
    const before = small!.get(name)!;
    return [name, before.toFixed(0), value.toFixed(0), (value / before).toFixed(1)];
  });
  const lines = [['', ...heads, 'Ratio'], ['---', '---:', '---:', '---:'], ...rows];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
