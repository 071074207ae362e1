import type { Server } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { createTerminus } from '@godaddy/terminus';
import { startWorker } from '../jobs/worker.js';
import { createApp } from './app.js';
import { announceDemo, announceSetUp } from './announce.js';
import { openDatabase, pingDatabase, type Database } from './platform/data/database.js';
import type { DatabaseServer } from './platform/data/start-store.js';
import { sendsFromHere, type Env } from './platform/env.js';
import { createHttpServer, limitBodyTime } from './platform/http/http-server.js';
import { listenHost } from './platform/http/listen-host.js';
import { CannotStart } from './platform/start-errors.js';
import { runMigrations } from './migrations/run-migrations.js';
import { trustsAny } from './platform/http/trust-proxy.js';
import {
  loadSampleOrganization,
  newsFeed,
  sampleSignIns,
  sampleState,
  wholeSample,
} from './sample-organization/index.js';
import { offerPseudoLanguage } from './platform/text/words.js';
import { createServices, type Services } from './services.js';
import { eventsPublished, reactionsTo } from './events/index.js';
import { reactions } from '../jobs/reactions.js';
import { startDraining } from './redirect/index.js';
import { isSignedIn, setUpLink } from './sign-in/index.js';

const webOnly = process.argv.includes('--web');
const demo = process.argv.includes('--demo');

/**
 * Opens and migrates the database, creates the application and listens. On SIGTERM it stops
 * accepting requests, drains the journal, and closes.
 */
export async function serve(env: Env, store: Promise<DatabaseServer | null>): Promise<void> {
  offerPseudoLanguage(env);
  const services = demo ? demoServices(env) : createServices(env, reactionsTo(reactions));
  const database = await openDatabase(env, (db, dataDir) => runMigrations(db, { services, dataDir }), store);
  let isStopping = false;
  try {
    const sample = await prepare(services);
    let worker: ReturnType<typeof startWorker> | undefined;
    const server = createHttpServer();
    await listen(server, env.PORT, listenHost(env, demo));
    // After binding the port: the application begins to use the database, which a failed bind would close again.
    const app = createApp(services);
    app.express.locals.sampleIsLoading = sample?.isLoading ?? false;
    const { sessions } = app.redirect;
    // Immediately: a request without a listener would never be answered.
    server.on('request', app);
    await app.redirect.links.load();
    const hits = startDraining(services, app.redirect);
    drainOnSignal(server, services, database, async () => {
      isStopping = true;
      await (await worker)?.drain();
      await hits.stop();
    });
    // After the health checks, which would hide their requests from earlier listeners.
    limitBodyTime(server, ({ headers }) => isSignedIn(services, sessions, headers.cookie));
    if (sample) {
      announceDemo(services, sampleSignIns);
      sample.loadRest();
      // Jobs wait, because they would count days and weeks whose results are not there yet.
      await sample.loaded;
      if (isStopping) return;
      if (sample.isLoading) console.log('  The results of the past year are complete.\n');
      app.express.locals.sampleIsLoading = false;
    }
    if (!webOnly) worker = startWorker(services);
    await worker;

    services.log.info({ event: 'start.ready' }, `Groundswell is at ${env.PUBLIC_URL}`);
    if (env.PUBLIC_URL.startsWith('https:') && !trustsAny(env.TRUST_PROXY))
      services.log.warn(
        { event: 'start.https-without-proxy' },
        'PUBLIC_URL is https, but TRUST_PROXY names no proxy: nobody can sign in until it does',
      );
    if (sendsFromHere(services.env))
      services.log.warn(
        { event: 'start.sender-not-sendable' },
        'the address of MAIL_FROM is at this machine: most mail servers will refuse mail from it',
      );
    if (!sample) await announceSetUp(services, await setUpLink(services));
  } catch (error) {
    // The load of the sample ends in an error when the database is closed.
    if (isStopping) return;
    await database.close();
    throw error;
  }
}

/** Mail to people of the sample stays in the outbox, and the sample feed needs no network. */
function demoServices(env: Env): Services {
  const services = createServices({ ...env, SMTP_URL: undefined }, reactionsTo(reactions));
  return { ...services, fetcher: newsFeed.fetcher(services.fetcher, () => services.clock.now()) };
}

interface Sample {
  /** False when all of it was there. */
  isLoading: boolean;
  loaded: Promise<unknown>;
  /** Goes on with what the first pages do not need: call it once they are served. */
  loadRest: () => void;
}

/** With --demo, loads the sample until its pages can be used. Without it, an incomplete sample is refused. */
async function prepare(services: Services): Promise<Sample | undefined> {
  if (demo) {
    const isLoading = (await sampleState()) !== 'complete';
    if (isLoading) console.log('Making the sample organization …');
    return new Promise((resolve, reject) => {
      const loaded = loadSampleOrganization(services, {
        cast: wholeSample,
        whenUsable: () => new Promise<void>((loadRest) => resolve({ isLoading, loaded, loadRest })),
      });
      loaded.then(() => resolve({ isLoading, loaded, loadRest: () => {} }), reject);
    });
  }
  if ((await sampleState()) === 'partial')
    throw new CannotStart(
      'Loading the sample organization was interrupted. Run npm run demo once more, or choose another DATA_DIR.',
    );
  return undefined;
}

function drainOnSignal(
  server: Server,
  services: Services,
  database: Database,
  drain: () => Promise<void>,
): void {
  createTerminus(server, {
    healthChecks: {
      '/healthz': () => Promise.resolve(),
      '/readyz': () => soon(pingDatabase()),
      verbatim: true,
    },
    signals: ['SIGTERM', 'SIGINT'],
    timeout: 10_000,
    useExit0: true,
    onSignal: async () => {
      await drain();
      await eventsPublished();
      services.mailer.close();
      await database.close();
    },
    logger: (message, error) => services.log.error({ event: 'server.error', err: error }, message),
  });
}

/** A readiness check must be answered quickly. */
async function soon(answer: Promise<void>): Promise<void> {
  const late = wait(2_000, undefined, { ref: false }).then(() =>
    Promise.reject(new Error('no answer in 2 s')),
  );
  await Promise.race([answer, late]);
}

async function listen(server: Server, port: number, host: string | undefined): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EADDRINUSE')
      throw new CannotStart(`Port ${port} is in use. Stop what uses it, or set PORT to another one.`);
    if (error.code === 'EACCES')
      throw new CannotStart(`Port ${port} needs more rights than this user has. Set PORT to one above 1023.`);
    if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND')
      throw new CannotStart(
        `HOST=${host} is no address of this machine. Set it to one, or to 0.0.0.0 for all.`,
      );
    throw error;
  });
}
