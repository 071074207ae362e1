import { setTimeout as wait } from 'node:timers/promises';
import type { Services } from '../services.js';
import type { Redirect } from './redirect.js';

/**
 * In milliseconds: the pause between runs, the pause while the database is not available, and the time for the
 * last run.
 */
const [interval, retry, patience] = [500, 3_000, 700];

/**
 * Drains again and again. `stop` drains once more if the database answers at once; the rest stays on the disk
 * until the next start.
 */
export function startDraining({ log }: Services, redirect: Redirect): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const drain = async (): Promise<boolean> => {
    try {
      await redirect.drain();
      return true;
    } catch (error) {
      log.error(
        { event: 'visits.waiting', err: error },
        'visits wait on the disk, because the database does not accept them',
      );
      return false;
    }
  };
  const pause = (ms: number) => wait(ms, undefined, { signal: stopping.signal }).catch(() => undefined);
  const running = (async () => {
    while (!stopping.signal.aborted) await pause((await drain()) ? interval : retry);
  })();
  return {
    stop: async () => {
      stopping.abort();
      await Promise.race([running.then(drain), wait(patience, undefined, { ref: false })]);
    },
  };
}
