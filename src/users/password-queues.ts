import { availableParallelism } from 'node:os';
import { Busy } from '../platform/errors.js';
import { siteOf } from '../platform/network-of.js';

/** Who asks; nothing for work of our own. */
export interface Asker {
  network?: string;
  /** A browser that the account knows, or what else only the right person has. */
  device?: string | undefined;
}

interface Waiting {
  isKnown: boolean;
  from: string | undefined;
  start: () => void;
}

/**
 * Runs so many tasks at once that the rest of the machine goes on, and lets a few wait. Known devices go first and have
 * places of their own. Nobody gets more than half of the places: no stranger, and no network, can fill them alone.
 */
export class FairQueue {
  #running = 0;
  #waiting: Waiting[] = [];

  constructor(readonly limits: { atOnce: number; waiting: number }) {}

  /** @throws Busy when too many wait already */
  async run<T>(asker: Asker, task: () => Promise<T>): Promise<T> {
    if (this.#running < this.limits.atOnce) this.#running += 1;
    // Who ends hands the place on.
    else await this.#wait(asker);
    try {
      return await task();
    } finally {
      this.#handOn();
    }
  }

  async #wait(asker: Asker): Promise<void> {
    const from = asker.device ?? (asker.network && siteOf(asker.network));
    const isKnown = asker.device !== undefined || from === undefined;
    const alike = this.#waiting.filter((one) => one.isKnown === isKnown);
    const fromThere = from === undefined ? [] : alike.filter((one) => one.from === from);
    const { waiting } = this.limits;
    if (alike.length >= waiting || fromThere.length >= waiting / 2) throw new Busy();
    return new Promise((start) => this.#waiting.push({ isKnown, from, start }));
  }

  #handOn(): void {
    const known = this.#waiting.findIndex(({ isKnown }) => isKnown);
    const [next] = this.#waiting.splice(Math.max(known, 0), 1);
    if (next) next.start();
    else this.#running -= 1;
  }
}

/**
 * Two hashes at once, and one where there are two processors or fewer: each fills a processor and one of libuv's four
 * threads, which flush the journal of visits too. About 30 ms each, so who waits last waits about a second.
 */
export const hashes = new FairQueue({
  atOnce: Math.max(1, Math.min(2, availableParallelism() - 1)),
  waiting: 32,
});

/**
 * Tries of passwords, each with its limits: a dozen database calls beside the hash. All of them at once would hold up
 * the thread that answers redirects. Twice as many as hashes, so that a hash never waits for the database. An office of
 * forty people finds a place; who waits last waits a few seconds. Who finds none has cost nothing yet.
 */
export const tries = new FairQueue({ atOnce: 2 * hashes.limits.atOnce, waiting: 80 });
