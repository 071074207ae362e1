/** One of the servers that bench/redirect.ts compares. Sends its parent the address of a link that redirects. */
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import express from 'express';
import { createApp } from '../../src/app.js';
import { createOrganization } from '../../src/organization/index.js';
import { openDatabase } from '../../src/platform/data/database.js';
import { readEnv } from '../../src/platform/env.js';
import { createServices } from '../../src/services.js';
import { createTrackedLink } from '../../src/links/create-tracked-link.js';
import { startDraining } from '../../src/redirect/start-draining.js';
import { updateConversionSettings } from '../../src/conversions/conversion-settings.model.js';
import { createPerson } from '../../src/sign-in/create-person.js';
import { password, people } from './sign-ins.js';

const target = 'https://example.com/news?id=7';

async function listen(listener: RequestListener, path: string): Promise<void> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  process.send!(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`);
}

/** Links to a site of the organization include the signed id of the click. */
async function groundswell(sites: string[]): Promise<void> {
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'groundswell-bench-'));
  const env = readEnv({ ...process.env, DATA_DIR: dataDir, LOG_LEVEL: 'silent', MONGODB_URI: undefined });
  const database = await openDatabase(env);
  const services = createServices(env);
  await createOrganization(services, { actor: 'operator', name: 'Bench', timeZone: 'Europe/Berlin' });
  await updateConversionSettings(services, { actor: 'operator', sites });
  for (const email of sites.length ? people : [])
    await createPerson(services, {
      actor: 'operator',
      email,
      password,
      name: 'Bench',
      roles: ['advocate'],
      teamId: null,
    });
  const labels = { postId: 'a', advocateId: 'a', teamId: null, network: 'x' };
  const { slug } = await createTrackedLink(services, {
    target,
    shareId: 'a',
    campaign: 'bench',
    labels,
  });
  const app = createApp(services);
  if (process.env.DRAIN) startDraining(services, app.redirect);
  process.once(
    'SIGTERM',
    () =>
      void database
        .close()
        .then(() => rm(dataDir, { recursive: true }))
        .then(() => process.exit()),
  );
  await listen(app, `/l/${slug}`);
}

const starts: Record<string, () => Promise<void>> = {
  node: () => listen((_req, res) => res.writeHead(302, { Location: target }).end(), '/l/aB3xYz'),
  express: () => {
    const app = express().get('/l/:slug', (_req, res) => res.redirect(302, target));
    return listen((req, res) => void app(req, res), '/l/aB3xYz');
  },
  groundswell: () => groundswell([]),
  signed: () => groundswell(['example.com']),
};
await starts[process.argv[2]!]!();
