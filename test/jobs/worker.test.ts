import { setTimeout as wait } from 'node:timers/promises';
import { expect } from 'chai';
import mongoose from 'mongoose';
import sinon from 'sinon';
import { startWorker, type Worker } from '../../jobs/worker.js';
import type { Job } from '../../src/platform/jobs/job.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { createTestServices } from '../support/services.js';

const minute = 60_000;
const stored = () => mongoose.connection.db!.collection('jobs');

/** A job that notes its runs. */
function tickingJob(every: string, run: () => Promise<unknown> = () => Promise.resolve()) {
  const runs: Date[] = [];
  const job: Job = {
    name: 'tick',
    every,
    about: 'ticks',
    run: () => {
      runs.push(new Date());
      return run();
    },
  };
  return { job, runs };
}

/** When the job is due, in milliseconds. */
const nextRun = async () => ((await stored().findOne({ name: 'tick' }))!.nextRunAt as Date).getTime();

async function until(holds: () => boolean, ms = 8_000): Promise<void> {
  const end = Date.now() + ms;
  while (!holds()) {
    if (Date.now() > end) throw new Error('It did not happen in time');
    await wait(20);
  }
}

describe('The worker', () => {
  before(useDatabase);
  beforeEach(emptyDatabase);

  const workers: Worker[] = [];
  const start = async (job: Job, services = createTestServices()) => {
    const worker = await startWorker(services, [job]);
    workers.push(worker);
    return worker;
  };
  /** A worker that ran the job once and then ended; its job is due again tomorrow. */
  const ranOnce = async ({ job, runs }: ReturnType<typeof tickingJob>) => {
    const worker = await start(job);
    await until(() => runs.length === 1);
    await worker.drain();
    runs.length = 0;
  };
  afterEach(async () => {
    sinon.restore();
    for (const worker of workers.splice(0)) await worker.drain();
  });

  it('brings back a job that a clock which ran ahead has put off', async () => {
    const { job, runs } = tickingJob('1 second');
    await ranOnce({ job, runs });
    await stored().updateOne(
      { name: 'tick' },
      { $set: { nextRunAt: new Date(Date.now() + 100 * 24 * 60 * minute) } },
    );
    await start(job);
    await until(() => runs.length > 0);
    expect(await nextRun()).to.be.lessThan(Date.now() + minute);
  });

  it('runs at its start a job that was missed while it was down', async () => {
    const { job, runs } = tickingJob('1 day');
    await ranOnce({ job, runs });
    await stored().updateOne({ name: 'tick' }, { $set: { nextRunAt: new Date(Date.now() - 5 * minute) } });
    const worker = await start(job);
    await until(() => runs.length > 0);
    await worker.drain();
    expect(runs).to.have.length(1);
    expect(await nextRun()).to.be.greaterThan(Date.now());
  });

  it('leaves a paused job paused, and its next run where it was, when it starts again', async () => {
    const { job, runs } = tickingJob('1 day');
    await ranOnce({ job, runs });
    const nextRunAt = new Date(Date.now() + 7 * minute);
    await stored().updateOne({ name: 'tick' }, { $set: { disabled: true, nextRunAt } });
    const worker = await start(job);
    await wait(500);
    await worker.drain();
    const kept = await stored().findOne({ name: 'tick' });
    expect(kept).to.deep.include({ disabled: true, nextRunAt });
    expect(runs).to.eql([]);
  });

  it('does not take a job from another worker that runs it', async () => {
    const { job, runs } = tickingJob('1 day');
    await ranOnce({ job, runs });
    const lockedAt = new Date();
    await stored().updateOne(
      { name: 'tick' },
      { $set: { lockedAt, nextRunAt: new Date(Date.now() - minute) } },
    );
    await start(job);
    await wait(2_500);
    expect(runs).to.eql([]);
    expect((await stored().findOne({ name: 'tick' }))?.lockedAt).to.eql(lockedAt);
  });

  it('takes up within a minute what a killed process held', async () => {
    const { job, runs } = tickingJob('1 day');
    await ranOnce({ job, runs });
    const killed = {
      lockedAt: new Date(Date.now() - minute - 1_000),
      nextRunAt: new Date(Date.now() - minute),
    };
    await stored().updateOne({ name: 'tick' }, { $set: killed });
    const worker = await start(job);
    await until(() => runs.length > 0);
    await worker.drain();
    expect(runs).to.have.length(1);
    expect((await stored().findOne({ name: 'tick' }))?.lockedAt).to.equal(null);
  });

  it('renews the lock of a job that runs, so that no other worker takes it', async () => {
    const setInterval = globalThis.setInterval;
    // Every twenty seconds; here sooner.
    sinon
      .stub(globalThis, 'setInterval')
      .callsFake(((work: () => void, ms: number) => setInterval(work, ms === 20_000 ? 50 : ms)) as never);
    let end = () => {};
    const running = new Promise<void>((resolve) => (end = resolve));
    const { job, runs } = tickingJob('1 day', () => running);
    await start(job);
    await until(() => runs.length === 1);
    const lockedAt = async () => ((await stored().findOne({ name: 'tick' }))!.lockedAt as Date).getTime();
    const first = await lockedAt();
    for (let tries = 0; tries < 200 && (await lockedAt()) === first; tries += 1) await wait(20);
    expect(await lockedAt()).to.be.greaterThan(first);
    end();
  });

  it('follows a new schedule', async () => {
    await ranOnce(tickingJob('1 day'));
    await (await start(tickingJob('5 minutes').job)).drain();
    expect((await stored().findOne({ name: 'tick' }))?.repeatInterval).to.equal('5 minutes');
    expect(await stored().countDocuments()).to.equal(1);
  });

  it('logs a job that fails, and runs it again', async () => {
    const services = createTestServices();
    const logged = sinon.spy(services.log, 'error');
    const { job, runs } = tickingJob('1 second', () => Promise.reject(new Error('the relay is on fire')));
    await start(job, services);
    await until(() => runs.length >= 2);
    expect(logged.firstCall.args[0]).to.have.nested.property('err.message', 'the relay is on fire');
    expect(logged.firstCall.args[0]).to.have.property('job', 'tick');
  });

  it('waits for a running job when it is drained, and tells it to begin nothing more', async () => {
    let finished = false;
    let stopping: AbortSignal | undefined;
    const job: Job = {
      name: 'tick',
      every: '1 day',
      about: 'takes its time',
      run: async (_services, signal) => {
        stopping = signal;
        await wait(600);
        finished = true;
      },
    };
    const worker = await start(job);
    await until(() => stopping !== undefined);
    expect(stopping?.aborted).to.equal(false);
    await worker.drain();
    expect(finished).to.equal(true);
    expect(stopping?.aborted).to.equal(true);
  });

  it('holds no lock once it is drained', async () => {
    const { job } = tickingJob('3 seconds');
    const worker = await start(job);
    await wait(2_200);
    await worker.drain();
    expect((await stored().findOne({ name: 'tick' }))?.lockedAt).to.equal(null);
  });
});
