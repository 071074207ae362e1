import { pathToFileURL } from 'node:url';
import { MongoBackend } from '@agendajs/mongo-backend';
import { Agenda } from 'agenda';
import mongoose from 'mongoose';
import { openDatabase } from '../src/platform/database.js';
import { readEnv } from '../src/platform/env.js';
import { createServices, type Services } from '../src/services.js';
import { jobs } from './index.js';

/** Runs the jobs until drained. The database must be open: agenda shares its connection. */
export async function startWorker(services: Services): Promise<{ drain(): Promise<void> }> {
  const agenda = new Agenda({
    backend: new MongoBackend({ mongo: mongoose.connection.db!, collection: 'jobs' }),
    processEvery: '2 seconds',
  });
  agenda.on('fail', (error: Error, job: { attrs: { name: string } }) =>
    services.log.error({ err: error, job: job.attrs.name }, 'job failed'),
  );
  for (const job of jobs) agenda.define(job.name, async () => void (await job.run(services)));
  await agenda.start();
  for (const job of jobs) await scheduleOnce(agenda, job.name, job.every);
  return { drain: async () => void (await agenda.drain(8_000)) };
}

// `every` on each start would unlock a running job, undo a pause and skip a run that was missed.
async function scheduleOnce(agenda: Agenda, name: string, every: string): Promise<void> {
  const known = await mongoose.connection.db!.collection('jobs').findOne({ name, type: 'single' });
  if (known?.repeatInterval !== every) await agenda.every(every, name);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const services = createServices(readEnv());
  const database = await openDatabase(services.env);
  const worker = await startWorker(services);
  for (const signal of ['SIGTERM', 'SIGINT'])
    process.once(signal, () => {
      void worker
        .drain()
        .then(() => database.close())
        .then(() => process.exit(0));
    });
}
