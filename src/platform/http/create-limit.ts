import { Busy } from '../errors.js';

interface Limits {
  atOnce: number;
  /** Of everybody. */
  waiting: number;
  /** Of one person. */
  waitingEach: number;
}

/**
 * Runs at most `atOnce` pieces of work at a time; up to `waiting` more wait for their turn, in order, and of them
 * `waitingEach` of one person, so that nobody takes all places. Counted by the work itself, so that hanging up makes
 * no room for more of it.
 * @throws Busy when too many wait already
 */
export function createLimit({ atOnce, waiting, waitingEach }: Limits) {
  let running = 0;
  const queue: { personId: string; begin: () => void }[] = [];
  return async <T>(personId: string, work: () => Promise<T>): Promise<T> => {
    if (running < atOnce) running += 1;
    else {
      const own = queue.filter((one) => one.personId === personId).length;
      if (queue.length >= waiting || own >= waitingEach) throw new Busy();
      await new Promise<void>((begin) => queue.push({ personId, begin }));
    }
    try {
      return await work();
    } finally {
      const next = queue.shift();
      // The place goes to who waits longest.
      if (next) next.begin();
      else running -= 1;
    }
  };
}
