import { createServer } from 'node:http';
import { createTerminus } from '@godaddy/terminus';
import { startWorker } from '../jobs/worker.js';
import { createApp } from './app.js';
import { openDatabase, pingDatabase } from './platform/database.js';
import { readEnv } from './platform/env.js';
import { createServices } from './services.js';

const webOnly = process.argv.includes('--web');
const demo = process.argv.includes('--demo');

/** Environment → database → services → app → listen; on SIGTERM it stops taking requests, drains, and closes. */
async function start(): Promise<void> {
  const env = readEnv();
  const services = createServices(env);
  const database = await openDatabase(env);
  const worker = webOnly ? undefined : await startWorker(services);

  const server = createServer(createApp(services));
  createTerminus(server, {
    healthChecks: { '/healthz': () => Promise.resolve(), '/readyz': pingDatabase, verbatim: true },
    signals: ['SIGTERM', 'SIGINT'],
    timeout: 10_000,
    useExit0: true,
    onSignal: async () => {
      await worker?.drain();
      services.mailer.close();
      await database.close();
    },
    logger: (message, error) => services.log.error({ err: error }, message),
  });
  server.listen(env.PORT, () => services.log.info(`Groundswell is at ${env.PUBLIC_URL}`));
  void demo;
}

/** What a person can mend; everything else is shown with its stack. */
const explained = ['InvalidEnvironment', 'DataDirInUse'];

start().catch((error: Error) => {
  console.error(explained.includes(error.name) ? error.message : error);
  process.exit(1);
});
