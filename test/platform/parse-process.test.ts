import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { expect } from 'chai';
import { Busy } from '../../src/platform/errors.js';
import { inParseProcess, ParseProcess, TooComplex } from '../../src/platform/jobs/parse-process.js';
import { run } from '../support/process.js';
import type * as tasks from './parse-process-tasks.js';

const module = new URL('./parse-process-tasks.js', import.meta.url);

describe('The parse process', () => {
  const thread = new ParseProcess({ deadlineMs: 200, heapMb: 64, waiting: 3 });
  const call = (name: keyof typeof tasks, ...args: unknown[]) => thread.call(module.href, name, args);
  const errorOf = (work: Promise<unknown>) => work.then(String, (error: unknown) => error);

  it('calls a function with plain data and bytes, and brings back what it returns or throws', async () => {
    expect(await inParseProcess<typeof tasks.add>(module, 'add')(1, 2)).to.equal(3);
    expect(await call('isBuffer', Buffer.from('Ærø'))).to.equal('Ærø');
    expect(await errorOf(call('fail'))).to.be.instanceOf(RangeError);
    expect(await call('add', 3, 4)).to.equal(7);
  });

  it('ends a call that spins, at about its deadline, while this thread goes on', async () => {
    await call('add', 1, 2);
    let ticks = 0;
    const timer = setInterval(() => (ticks += 1), 10);
    // Far below the time after which a call that only waits is ended.
    const late = wait(2_000, 'too late');
    expect(await Promise.race([errorOf(call('spin')), late])).to.be.instanceOf(TooComplex);
    clearInterval(timer);
    expect(ticks).to.be.greaterThan(5);
  });

  it('lets a call wait far longer than it may compute, but not without end', async () => {
    // Starts the process: what it does then is counted too.
    await call('add', 1, 2);
    expect(await call('nap', 800)).to.equal('awake');
    expect(await errorOf(call('never'))).to.be.instanceOf(TooComplex);
  });

  it('ends a call that takes too much memory', async () => {
    const patient = new ParseProcess({ deadlineMs: 20_000, heapMb: 64 });
    expect(await errorOf(patient.call(module.href, 'fill', []))).to.be.instanceOf(TooComplex);
  });

  it('goes on with the calls that waited behind one that was ended', async () => {
    const [ended, sum] = await Promise.all([errorOf(call('spin')), call('add', 1, 1)]);
    expect(ended).to.be.instanceOf(TooComplex);
    expect(sum).to.equal(2);
  });

  it('refuses calls when too many wait', async () => {
    const came = await Promise.all(Array.from({ length: 6 }, () => errorOf(call('add', 1, 1))));
    expect(came.filter((one) => one instanceof Busy)).to.have.length(2);
    expect(came.filter((one) => one === '2')).to.have.length(4);
  });

  it('knows nothing of our environment', async () => {
    expect(Object.keys((await call('environment')) as object)).to.deep.equal(['TZ']);
  });

  it('ends with the process that started it, also in the middle of a call', async () => {
    const parent = run('test/platform/parse-process-parent.ts', [], {});
    await parent.prints(/spins in \d+/);
    const child = Number(/spins in (\d+)/.exec(parent.output())![1]);
    expect(isAlive(child)).to.equal(true);
    parent.child.kill('SIGKILL');
    await parent.exit;
    for (let tries = 0; isAlive(child) && tries < 200; tries += 1) await wait(50);
    expect(isAlive(child)).to.equal(false);
  });
});

/** Whether a process runs; one that has ended and waits to be asked for its code does not. */
function isAlive(pid: number): boolean {
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return false;
  }
}
