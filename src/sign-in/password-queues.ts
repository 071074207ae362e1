import { availableParallelism } from 'node:os';
import { Busy } from '../platform/errors.js';
import { siteOf } from '../platform/http/network-of.js';

/** Who asks; empty for the product itself. */
export interface Asker {
  network?: string;
  /** The id of a browser that the account knows, or something else that only the right person has. */
  device?: string | undefined;
}

interface Waiting {
  isKnown: boolean;
  from: string | undefined;
  start: () => void;
  refuse: () => void;
}

/** Waiting places for one device: nobody types more passwords at once. */
const mostOfDevice = 4;

/**
 * Runs a limited number of tasks at a time, and lets a few wait. Known devices and strangers have separate waiting
 * places and take turns. No network can fill the places of strangers: it gets half of them, and when all are
 * taken, the one with the most gives one up to one with fewer.
 */
export class FairQueue {
  #running = 0;
  #waiting: Waiting[] = [];
  #wasKnown = false;

  constructor(readonly limits: { atOnce: number; waiting: number }) {}

  /** @throws Busy when too many tasks wait */
  async run<T>(asker: Asker, task: () => Promise<T>): Promise<T> {
    if (this.#running < this.limits.atOnce) this.#running += 1;
    // A task that ends passes its place on.
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
    const own = from === undefined ? 0 : alike.filter((one) => one.from === from).length;
    const { waiting } = this.limits;
    if (own >= (isKnown ? mostOfDevice : waiting / 2)) throw new Busy();
    if (alike.length >= waiting) this.#makeRoom(alike, own);
    return new Promise((start, reject) =>
      this.#waiting.push({ isKnown, from, start, refuse: () => reject(new Busy()) }),
    );
  }

  /** Removes the latest task of the asker with the most places, if that is more than this asker would then have. */
  #makeRoom(alike: Waiting[], own: number): void {
    const places = new Map<string, number>();
    for (const { from } of alike) if (from !== undefined) places.set(from, (places.get(from) ?? 0) + 1);
    const [crowd, most] = [...places].reduce((a, b) => (b[1] > a[1] ? b : a), ['', 0]);
    if (most <= own + 1) throw new Busy();
    const last = alike.findLast(({ from }) => from === crowd)!;
    this.#waiting.splice(this.#waiting.indexOf(last), 1);
    last.refuse();
  }

  #handOn(): void {
    const other = this.#waiting.findIndex(({ isKnown }) => isKnown !== this.#wasKnown);
    const [next] = this.#waiting.splice(Math.max(other, 0), 1);
    if (!next) {
      this.#running -= 1;
      return;
    }
    this.#wasKnown = next.isKnown;
    next.start();
  }
}

/**
 * Two hashes at a time, or one with two processors or fewer. Each needs a processor and one of libuv's four
 * threads, which also flush the journal of visits. A hash takes about 30 ms, so the last in the queue waits about
 * a second.
 */
export const hashes = new FairQueue({
  atOnce: Math.max(1, Math.min(2, availableParallelism() - 1)),
  waiting: 32,
});

/**
 * Password attempts with their limits: a dozen database calls besides the hash. All at once would block the thread
 * that answers redirects. Twice as many as hashes, so that a hash never waits for the database. There is room for
 * an office of forty people, and the last one waits a few seconds. A refused attempt has cost nothing yet.
 */
export const tries = new FairQueue({ atOnce: 2 * hashes.limits.atOnce, waiting: 80 });

/**
 * Requests for new passwords. They consist of database calls, so they run one after the other: several at once
 * would block the thread that answers redirects.
 */
export const resets = new FairQueue({ atOnce: 1, waiting: 80 });
