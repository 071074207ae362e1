// A process with visits, sign-ins, resets, conversions and unsubscribing from addresses and agents that its reader knows.
// A day passes, and every job runs. Its log is its output; argv[2] is where it writes the day's salts.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Job } from '../../src/platform/jobs/job.js';
import { jobs } from '../../jobs/index.js';
import { createApp } from '../../src/app.js';
import { runMigrations } from '../../src/migrations/run-migrations.js';
import { openDatabase } from '../../src/platform/data/database.js';
import { readEnv } from '../../src/platform/env.js';
import { createServices } from '../../src/services.js';
import { createTrackedLink } from '../../src/links/create-tracked-link.js';
import { createAgent } from '../support/agent.js';
import { buildUser, password } from '../support/builders.js';
import { known, unknown, visitors } from './traces.js';

let now = new Date('2026-11-18T10:00:00Z');
const services = { ...createServices(readEnv()), clock: { now: () => now } };
const database = await openDatabase(services.env, (db, dataDir) => runMigrations(db, { services, dataDir }));
const app = createApp(services);
await app.redirect.links.load();
const { id: advocateId } = await buildUser({ email: known });
const { slug } = await createTrackedLink(services, {
  target: 'https://shop.example/offer',
  shareId: advocateId,
  campaign: 'spring',
  labels: {
    postId: advocateId,
    advocateId,
    teamId: null,
    network: 'linkedin',
  },
});

for (const { address, agent } of visitors) {
  const person = createAgent(app);
  void person.http.set('X-Forwarded-For', address).set('User-Agent', agent);
  const { headers } = await person.visit(`/l/${slug}`);
  const click = new URL(headers.location ?? 'http://nowhere').searchParams.get('gs') ?? '';
  for (const page of ['/l/unknown1', '/no-such-page', '/feed', '/reset-password/x', '/unsubscribe/x'])
    await person.visit(page);
  await person.http.get('/p.gif').query({ gs: click, kind: 'sale', id: `pixel-${click}`, value: 100 });
  await person.http
    .post('/t')
    .type('text/plain')
    .send(JSON.stringify({ kind: 'sale', id: 'x', clickIds: [click] }));
  for (const email of [known, unknown]) {
    await person.visit('/sign-in');
    await person.submit({ email, password: 'a wrong password' });
    await person.visit('/forgotten-password');
    await person.submit({ email });
  }
  await person.visit('/sign-in');
  await person.submit({ email: known, password });
  await person.visit('/feed');
  await person.visit(`/l/${slug}`);
}

const folder = path.join(services.env.DATA_DIR, 'visitor-salts');
const salts = readdirSync(folder).map((day) => readFileSync(path.join(folder, day), 'utf8'));
writeFileSync(process.argv[2]!, JSON.stringify(salts));
await app.redirect.drain();
const run = async (job: Job) => job.run(services);
for (const job of jobs) await run(job);
now = new Date('2026-11-19T12:00:00Z');
for (const job of jobs) await run(job);
await database.close();
process.exit(0);
