import { randomUUID } from 'node:crypto';
import { pathToFileURL } from 'node:url';
import { MongoBackend } from '@agendajs/mongo-backend';
import { Agenda } from 'agenda';
import mongoose from 'mongoose';
import { runMigrations } from '../src/migrations/run-migrations.js';
import { openDatabase } from '../src/platform/data/database.js';
import { readEnv } from '../src/platform/env.js';
import { failToStart } from '../src/platform/start-errors.js';
import type { Job } from '../src/platform/jobs/job.js';
import { createServices, type Services } from '../src/services.js';
import { eventsPublished, reactionsTo, reactSoon } from '../src/events/index.js';
import { jobs as allJobs } from './index.js';
import { reactions } from './reactions.js';

export interface Worker {
  /** Starts no more jobs, waits for running ones (at most eight seconds), and unlocks the rest. */
  drain(): Promise<void>;
}

const seconds = 1_000;
const collection = 'jobs';
const stored = () => mongoose.connection.db!.collection(collection);

/** Runs the jobs until drained. The database must be open: agenda shares its connection. */
export async function startWorker(services: Services, jobs: Job[] = allJobs): Promise<Worker> {
  const name = randomUUID();
  const stopping = new AbortController();
  const logError = (event: string, text: string) => (error: Error, job?: { attrs: { name: string } }) =>
    services.log.error({ event, err: error, job: job?.attrs.name }, text);
  const agenda = new Agenda({
    name,
    backend: new MongoBackend({ mongo: mongoose.connection.db!, collection }),
    processEvery: '2 seconds',
    // Short, so that the jobs of a killed process run again soon. A running job renews its lock.
    defaultLockLifetime: 60 * seconds,
  });
  agenda.on('fail', logError('job.failed', 'a job failed'));
  agenda.on('error', logError('worker.error', 'the worker has an error'));
  for (const job of jobs)
    agenda.define(job.name, async (running) => {
      const renewing = setInterval(
        () => void running.touch().catch(logError('job.lock-lost', 'a job lost its lock')),
        20 * seconds,
      );
      try {
        await job.run(services, stopping.signal);
      } finally {
        clearInterval(renewing);
      }
    });
  for (const job of jobs) await scheduleOnce(agenda, job);
  await agenda.start();
  const endReacting = reactSoon(services, reactions);
  const correcting = setInterval(
    () =>
      void Promise.all(jobs.map((job) => correctNextRun(agenda, job))).catch(
        logError('job.time-not-corrected', 'the next time of a job could not be corrected'),
      ),
    60 * seconds,
  );
  return {
    drain: async () => {
      stopping.abort();
      clearInterval(correcting);
      await agenda.drain(8 * seconds);
      await endReacting();
      // Agenda locks jobs in advance, and does not unlock them when it drains.
      await stored().updateMany(
        { lastModifiedBy: name, lockedAt: { $ne: null } },
        { $set: { lockedAt: null } },
      );
    },
  };
}

// Calling `every` at each start would unlock a running job, undo a pause and skip a missed run.
async function scheduleOnce(agenda: Agenda, { name, every }: Job): Promise<void> {
  const known = await stored().findOne({ name, type: 'single' });
  if (known?.repeatInterval !== every) await agenda.every(every, name);
  else await correctNextRun(agenda, { name, every });
}

/** Corrects the next run of a job that is due later than one interval from now, because a clock was wrong. */
async function correctNextRun(agenda: Agenda, { name, every }: Pick<Job, 'name' | 'every'>): Promise<void> {
  const next = agenda.create(name).repeatEvery(every, { skipImmediate: true }).attrs.nextRunAt;
  if (!next) return;
  const later = new Date(next.getTime() + 60 * seconds);
  await stored().updateOne(
    { name, type: 'single', nextRunAt: { $gt: later } },
    { $set: { nextRunAt: next } },
  );
}

async function main(): Promise<void> {
  const services = createServices(readEnv(), reactionsTo(reactions));
  const database = await openDatabase(services.env, (db, dataDir) =>
    runMigrations(db, { services, dataDir }),
  );
  const worker = await startWorker(services);
  const stop = async () => {
    await worker.drain();
    await eventsPublished();
    services.mailer.close();
    await database.close();
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => void stop());
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) main().catch(failToStart);
