import { availableParallelism } from 'node:os';
import { Busy } from '../platform/errors.js';
import { siteOf } from '../platform/http/network-of.js';

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
  refuse: () => void;
}

/** Places of one device: nobody types more passwords at once. */
const mostOfDevice = 4;

/**
 * Runs so many tasks at once that the rest of the machine goes on, and lets a few wait. Known devices and strangers have
 * places of their own and take turns. Nobody fills the places of strangers alone: a network gets half of them, and when
 * all are taken, whoever holds most gives one up to who holds fewer.
 */
export class FairQueue {
  #running = 0;
  #waiting: Waiting[] = [];
  #wasKnown = false;

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
    const own = from === undefined ? 0 : alike.filter((one) => one.from === from).length;
    const { waiting } = this.limits;
    if (own >= (isKnown ? mostOfDevice : waiting / 2)) throw new Busy();
    if (alike.length >= waiting) this.#makeRoom(alike, own);
    return new Promise((start, reject) =>
      this.#waiting.push({ isKnown, from, start, refuse: () => reject(new Busy()) }),
    );
  }

  /** Takes the latest place of whoever holds most, if that is more than `own` and the one to come. */
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

/**
 * Requests for new passwords. Nothing in them takes time but database calls, so one after the other: several at once would
 * hold up the thread that answers redirects.
 */
export const resets = new FairQueue({ atOnce: 1, waiting: 80 });
