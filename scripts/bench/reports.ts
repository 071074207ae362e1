import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import mongoose from 'mongoose';
import { createApp } from '../../src/app.js';
import { createOrganization } from '../../src/organization/index.js';
import { openDatabase } from '../../src/platform/data/database.js';
import { readEnv } from '../../src/platform/env.js';
import { createServices, type Services } from '../../src/services.js';
import { createTrackedLink } from '../../src/links/create-tracked-link.js';
import { updateDailyStatistics } from '../../src/statistics/update-daily-statistics.js';
import { createPerson } from '../../src/sign-in/create-person.js';
import { createTeam } from '../../src/accounts/manage-teams.js';
import { median } from './median.js';
import { signInAs } from './sign-ins.js';

interface Options {
  /** Numbers of clicks, in ascending order. */
  sizes: number[];
  rounds: number;
}

/** Shares of a year, each clicked on this many days after it was made. */
const [shares, daysEach] = [1_000, 3];
const year = { from: '2025-11-22', to: '2026-11-21' };
const pages = {
  'By post, four weeks': '/reports/results?from=2026-10-25&to=2026-11-21',
  'By post, a year': `/reports/results?from=${year.from}&to=${year.to}`,
  'By day, a year': `/reports/results?by=day&from=${year.from}&to=${year.to}`,
};

/**
 * Requests the report pages over HTTP while the number of clicks grows. The clicks belong to the same shares and
 * days, so that the statistics have the same number of rows. Prints a Markdown table of medians, with ratios to
 * the first size.
 */
export async function benchReports({ sizes, rounds }: Options): Promise<void> {
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'groundswell-bench-'));
  const env = readEnv({ ...process.env, DATA_DIR: dataDir, LOG_LEVEL: 'error' });
  const database = await openDatabase(env);
  const services = { ...createServices(env), clock: { now: () => new Date('2026-11-21T12:00:00Z') } };
  const server = createServer(createApp(services)).listen(0, '127.0.0.1');
  try {
    await once(server, 'listening');
    const ask = await signedIn(services, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    const links = await makeLinks(services);
    const times = new Map<string, number[]>();
    let made = 0;
    for (const size of sizes) {
      await addClicks(links, made, size);
      made = size;
      console.error(`counting ${size} clicks`);
      await updateDailyStatistics(services);
      for (const [label, address] of Object.entries(pages)) {
        const each: number[] = [];
        for (let round = 0; round < rounds; round += 1) {
          const began = performance.now();
          const text = await ask(address);
          each.push(performance.now() - began);
          if (!text.includes('</html>')) throw new Error(text);
        }
        times.set(label, [...(times.get(label) ?? []), median(each)]);
      }
    }
    console.log(table(sizes, times));
  } finally {
    server.closeAllConnections();
    server.close();
    await database.close();
    await rm(dataDir, { recursive: true, force: true });
  }
}

/** Signs in somebody who may read reports; returns a function that opens a page. */
async function signedIn(services: Services, base: string): Promise<(address: string) => Promise<string>> {
  await createOrganization(services, {
    actor: 'operator',
    ...{ name: 'Bench', timeZone: 'Europe/Berlin', visibility: 'individual' },
  });
  const { id: teamId } = await createTeam(services, { actor: 'operator', name: 'Everybody' });
  const person = { email: 'bench@example.com', password: randomBytes(12).toString('hex') };
  await createPerson(services, {
    actor: 'operator',
    ...person,
    name: 'Bench',
    roles: ['sponsor'],
    teamId,
    timeZone: 'UTC',
  });
  return signInAs(base, person);
}

async function makeLinks(services: Services): Promise<mongoose.Types.ObjectId[]> {
  const links: mongoose.Types.ObjectId[] = [];
  const id = (n: number) => n.toString(16).padStart(24, '0');
  for (let n = 0; n < shares; n += 1) {
    const labels = {
      postId: id(n % 100),
      advocateId: id(n % 400),
      teamId: id(n % 20),
      network: n % 2 ? 'linkedin' : 'x',
    };
    const link = { target: 'https://example.com/', shareId: id(n), campaign: 'bench' };
    const made = await createTrackedLink(services, { ...link, labels });
    links.push(new mongoose.Types.ObjectId(made.id));
  }
  return links;
}

/** The clicks with numbers from `from` to just before `to`, spread evenly over shares and days. */
async function addClicks(links: mongoose.Types.ObjectId[], from: number, to: number): Promise<void> {
  const clicks = mongoose.connection.db!.collection('clicks');
  const first = Date.parse(year.from);
  for (let start = from; start < to; start += 1_000) {
    const many = Array.from({ length: Math.min(1_000, to - start) }, (_, i) => {
      const n = start + i;
      const link = n % shares;
      const dayOfYear = Math.floor((link / shares) * 360) + (Math.floor(n / shares) % daysEach);
      const at = new Date(first + dayOfYear * 86_400_000 + (n % 86_400) * 1_000);
      return {
        trackedLinkId: links[link],
        at,
        day: at.toISOString().slice(0, 10),
        referrerHost: null,
        device: 'phone',
        language: 'en',
        visitorHash: `visitor-${n}`,
        marks: n % 4 ? [] : ['bot'],
        counted: n % 4 > 0,
        excludedBecause: n % 4 ? null : 'bot',
        tallied: false,
      };
    });
    await clicks.insertMany(many);
  }
}

function table(sizes: number[], times: Map<string, number[]>): string {
  const heads = sizes.map((size) => `${size.toLocaleString('en')} clicks, ms`);
  const rows = [...times].map(([label, each]) => [
    label,
    ...each.map((ms) => ms.toFixed(0)),
    (each.at(-1)! / each[0]!).toFixed(2),
  ]);
  const lines = [['', ...heads, 'Last : first'], ['---', ...heads.map(() => '---:'), '---:'], ...rows];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
