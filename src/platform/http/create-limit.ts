import { Busy } from '../errors.js';

interface Limits {
  atOnce: number;
  /** In total. */
  waiting: number;
  /** For one person. */
  waitingEach: number;
}

/**
 * Runs at most `atOnce` tasks at a time. Up to `waiting` more tasks wait in order, of which one person can have
 * `waitingEach`. A task counts until it ends, even if its client has disconnected.
 * @throws Busy when too many tasks wait
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
      // The next one is the task that has waited longest.
      if (next) next.begin();
      else running -= 1;
    }
  };
}
