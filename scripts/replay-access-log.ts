/**
 * Sends every request of an access log (Apache's combined format) to the real application, each as if its address
 * were a tracked link, and prints what counted and what did not:
 *
 *     npx tsx scripts/replay-access-log.ts FILE [--pages]
 *
 * One link is made for each address in the log. Method, agent, referrer and client address are those of the line,
 * and so is the time, so that the hour of the repeat rule and the days are right. `--pages` leaves out style
 * sheets, scripts, images and fonts: nobody shares a link to those. Keeps nothing: the store is a temporary
 * folder, or a database of its own on MONGODB_URI, and is dropped at the end.
 */
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { DateTime } from 'luxon';
import mongoose from 'mongoose';
import { createApp } from '../src/app.js';
import { createOrganization } from '../src/organization/index.js';
import { openDatabase } from '../src/platform/data/database.js';
import { readEnv, type Env } from '../src/platform/env.js';
import { createServices, type Services } from '../src/services.js';
import { clickRuleRows } from '../src/clicks/click-rules.view.js';
import { createTrackedLink } from '../src/links/create-tracked-link.js';
import { sumStatistics } from '../src/statistics/sum-statistics.js';
import { updateDailyStatistics } from '../src/statistics/update-daily-statistics.js';

const text = String.raw`"((?:[^"\\]|\\.)*)"`;
const combined = new RegExp(
  String.raw`^(\S+) \S+ \S+ \[([^\]]+)\] "([A-Z]+) (\S+)[^"]*" \d{3} \S+ ${text} ${text}$`,
);
const asset = /\.(css|m?js|map|png|jpe?g|gif|ico|svg|webp|avif|[ot]tf|eot|woff2?)$/i;

interface Line {
  at: Date;
  method: string;
  address: string;
  headers: Record<string, string>;
}

/** Null for a line that is not in combined format. */
function parseLine(line: string): Line | null {
  const [, ip, time, method, address, referer, agent] = combined.exec(line) ?? [];
  const at = DateTime.fromFormat(time ?? '', 'dd/MMM/yyyy:HH:mm:ss ZZZ', { locale: 'en' });
  if (!ip || !method || !address || !at.isValid) return null;
  // A log writes "-" for a header that was not sent.
  const sent = Object.entries({ 'user-agent': agent, referer }).filter(([, value]) => value && value !== '-');
  const headers = { ...(Object.fromEntries(sent) as Record<string, string>), 'x-forwarded-for': ip };
  return { at: at.toJSDate(), method, address, headers };
}

const slugs = new Map<string, string>();

async function slugFor(services: Services, address: string): Promise<string> {
  const known = slugs.get(address);
  if (known) return known;
  const target = new URL(address.replace(/^\/+/, '/'), 'https://example.com').href;
  const labels = { postId: 'none', advocateId: 'none', teamId: null, network: 'log' };
  const { slug } = await createTrackedLink(services, {
    target,
    shareId: address,
    campaign: 'replay',
    labels,
  });
  slugs.set(address, slug);
  return slug;
}

/** Sends the request of a line; returns the status of the answer. */
async function send(port: number, path: string, { method, headers }: Line): Promise<number> {
  const request = http.request({ port, host: '127.0.0.1', agent: http.globalAgent, method, headers, path });
  const [response] = (await once(request.end(), 'response')) as [http.IncomingMessage];
  await once(response.resume(), 'end');
  return response.statusCode ?? 0;
}

/** Opens a store for this run, calls `use`, and deletes the store. */
async function withStore(use: (env: Env) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'groundswell-replay-'));
  const given = readEnv();
  const uri = given.MONGODB_URI && new URL(given.MONGODB_URI);
  if (uri) uri.pathname = `/${path.basename(folder)}`;
  const own = {
    ...(uri && { MONGODB_URI: uri.href }),
    DATA_DIR: folder,
    TRUST_PROXY: 1,
    LOG_LEVEL: 'error' as const,
  };
  const env = { ...given, ...own };
  const database = await openDatabase(env);
  try {
    await use(env);
  } finally {
    if (uri) await mongoose.connection.dropDatabase();
    await database.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function replay(file: string, pagesOnly: boolean, env: Env): Promise<void> {
  let now = new Date(0);
  const services = { ...createServices(env), clock: { now: () => now } };
  await createOrganization(services, { actor: 'operator', name: 'Replay', timeZone: 'UTC' });
  const app = createApp(services);
  const server = http.createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  const count = { lines: 0, unreadable: 0, assets: 0, refused: 0, ledOn: 0 };
  for await (const text of createInterface({ input: createReadStream(file) })) {
    count.lines += 1;
    const line = parseLine(text);
    if (!line) count.unreadable += 1;
    else if (pagesOnly && asset.test(line.address.split('?')[0]!)) count.assets += 1;
    else {
      now = line.at;
      const status = await send(port, `/l/${await slugFor(services, line.address)}`, line);
      if (status === 302) count.ledOn += 1;
      else if (status === 405) count.refused += 1;
      else throw new Error(`Line ${count.lines} was answered ${status}`);
    }
  }
  server.close();
  await app.redirect.drain();
  server.closeAllConnections();

  await updateDailyStatistics(services);
  const [sum] = await sumStatistics({ from: '0000', to: '9999', by: 'all' });
  const rows: [string, number][] = [
    ['Lines', count.lines],
    ['– not in combined format', count.unreadable],
    ['– style sheets, scripts, images, fonts left out', count.assets],
    ['– refused, neither GET nor HEAD (405)', count.refused],
    [`Led on (302), over ${slugs.size} links`, count.ledOn],
    ...clickRuleRows('en').map(({ name, label }): [string, number] => [
      `– ${label} (\`${name}\`)`,
      sum?.excluded[name] ?? 0,
    ]),
    ['**Clicks**', sum?.clicks ?? 0],
    ['Visitors, per link and day', sum?.visitors ?? 0],
  ];
  console.log(`| | |\n| --- | ---: |`);
  for (const [label, number] of rows) console.log(`| ${label} | ${number.toLocaleString('en')} |`);
}

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { pages: { type: 'boolean' } },
});
const file = positionals[0];
if (!file) throw new Error('Which file? npx tsx scripts/replay-access-log.ts FILE [--pages]');
await withStore((env) => replay(file, values.pages ?? false, env));
