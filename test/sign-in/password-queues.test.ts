import { expect } from 'chai';
import { Busy } from '../../src/platform/errors.js';
import { FairQueue, hashes, type Asker } from '../../src/sign-in/password-queues.js';

describe('The queue for password hashes', () => {
  /** A queue that runs two tasks and lets four wait; tasks end on request. */
  function prepare() {
    const queue = new FairQueue({ atOnce: 2, waiting: 4 });
    const started: string[] = [];
    const ends = new Map<string, () => void>();
    const results = new Map<string, unknown>();
    const ask = (name: string, asker: Asker) =>
      queue
        .run(asker, () => {
          started.push(name);
          return new Promise<void>((resolve) => ends.set(name, resolve));
        })
        .then(
          () => results.set(name, 'done'),
          (error: unknown) => results.set(name, error),
        );
    const tick = () => new Promise((resolve) => setImmediate(resolve));
    const end = async (name: string) => {
      ends.get(name)!();
      await tick();
    };
    return { ask: (name: string, asker: Asker) => (void ask(name, asker), tick()), end, started, results };
  }

  it('runs two at once at most, and one on a machine with two processors', async () => {
    const { ask, end, started } = prepare();
    for (const name of ['a', 'b', 'c', 'd']) await ask(name, { network: name });
    expect(started).to.deep.equal(['a', 'b']);
    await end('a');
    expect(started).to.deep.equal(['a', 'b', 'c']);
    for (const name of ['b', 'c', 'd']) await end(name);
    await ask('e', { network: 'e' });
    await ask('f', { network: 'f' });
    expect(started).to.deep.equal(['a', 'b', 'c', 'd', 'e', 'f']);
    expect(hashes.limits.atOnce).to.be.within(1, 2);
  });

  it('refuses who comes when all places are taken, and takes them when there is one again', async () => {
    const { ask, end, results } = prepare();
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f', 'g']) await ask(name, { network: name });
    expect([...results.keys()]).to.deep.equal(['g']);
    expect(results.get('g')).to.be.instanceOf(Busy);
    await end('a');
    await ask('h', { network: 'h' });
    expect(results.has('h')).to.equal(false);
  });

  it('gives one network half of the places', async () => {
    const { ask, results } = prepare();
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) await ask(name, { network: 'office' });
    expect([...results.keys()]).to.deep.equal(['e', 'f']);
    await ask('g', { network: 'home' });
    expect(results.has('g')).to.equal(false);
  });

  it('counts the networks of one holder as one', async () => {
    const { ask, results } = prepare();
    for (const n of [1, 2, 3, 4, 5, 6]) await ask(`${n}`, { network: `2001:db8:0:${n}::/64` });
    expect([...results.keys()]).to.deep.equal(['5', '6']);
  });

  it('keeps a place for a third network when two fill all of them', async () => {
    const { ask, results } = prepare();
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f'])
      await ask(name, { network: name < 'e' ? 'one' : 'two' });
    expect([...results.keys()]).to.deep.equal([]);
    await ask('g', { network: 'three' });
    // The latest of those that held most.
    expect([...results.keys()]).to.deep.equal(['d']);
    expect(results.get('d')).to.be.instanceOf(Busy);
    await ask('h', { network: 'three' });
    expect([...results.keys()]).to.deep.equal(['d', 'h']);
  });

  it('gives one device few places, and every second turn to strangers', async () => {
    const queue = new FairQueue({ atOnce: 1, waiting: 40 });
    const started: string[] = [];
    const results: unknown[] = [];
    const ask = (name: string, asker: Asker) =>
      void queue
        .run(asker, () => Promise.resolve(started.push(name)))
        .catch((error: unknown) => results.push(error));
    let end = () => {};
    const first = queue.run({}, () => new Promise<void>((resolve) => (end = resolve)));
    for (let n = 0; n < 12; n += 1) ask(`known ${n}`, { network: 'a', device: 'laptop' });
    for (let n = 0; n < 3; n += 1) ask(`stranger ${n}`, { network: 'b' });
    end();
    await first;
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(results).to.have.length(8);
    expect(started).to.deep.equal([
      ...['known 0', 'stranger 0', 'known 1', 'stranger 1', 'known 2', 'stranger 2', 'known 3'],
    ]);
  });

  it('has a place for known devices when strangers fill theirs, and lets them go first', async () => {
    const { ask, end, started, results } = prepare();
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f', 'g']) await ask(name, { network: name });
    await ask('known', { network: 'a', device: 'laptop' });
    expect(results.has('known')).to.equal(false);
    await end('b');
    expect(started.at(-1)).to.equal('known');
  });

  it('goes on after a task that failed', async () => {
    const queue = new FairQueue({ atOnce: 1, waiting: 1 });
    const failing = queue.run({}, () => Promise.reject(new Error('broken')));
    const next = queue.run({}, () => Promise.resolve('done'));
    expect(await failing.catch((error: Error) => error.message)).to.equal('broken');
    expect(await next).to.equal('done');
  });
});
