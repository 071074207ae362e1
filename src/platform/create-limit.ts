import { Busy } from './errors.js';

/**
 * Runs at most `atOnce` pieces of work at a time; up to `waiting` more wait for their turn, in order. Counted by the
 * work itself, so that hanging up makes no room for more of it.
 * @throws Busy when too many wait already
 */
export function createLimit({ atOnce, waiting }: { atOnce: number; waiting: number }) {
  let running = 0;
  const queue: (() => void)[] = [];
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (running < atOnce) running += 1;
    else if (queue.length >= waiting) throw new Busy();
    else await new Promise<void>((resolve) => queue.push(resolve));
    try {
      return await work();
    } finally {
      const next = queue.shift();
      // The place goes to who waits longest.
      if (next) next();
      else running -= 1;
    }
  };
}
