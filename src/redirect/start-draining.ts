import { setTimeout as wait } from 'node:timers/promises';
import type { Services } from '../services.js';
import type { Redirect } from './redirect.js';

/** In milliseconds: from a visit to its click, about; between two tries while the database is away; for the last one. */
const [interval, retry, patience] = [500, 3_000, 700];

/**
 * Drains again and again until stopped. `stop` drains once more, if the database answers at once; what can't be drained
 * then waits on the disk for the next start.
 */
export function startDraining({ log }: Services, redirect: Redirect): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const drain = async (): Promise<boolean> => {
    try {
      await redirect.drain();
      return true;
    } catch (error) {
      log.error({ err: error }, 'visits wait on the disk: the database does not take them');
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
