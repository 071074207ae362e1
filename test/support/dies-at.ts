import { AsyncLocalStorage } from 'node:async_hooks';
import { setFailPoint } from '../../src/platform/data/fail-points.js';

const processes = new AsyncLocalStorage<{ isDead: boolean }>();

/**
 * Begins this work, and lets it do nothing more once it reaches the point, as if its process were killed there.
 * Resolves when that has happened. Other work goes on.
 */
export const diesAt = (point: string, work: () => Promise<unknown>): Promise<void> =>
  new Promise((resolve) => {
    setFailPoint((reached) => {
      const running = processes.getStore();
      if (!running) return undefined;
      if (reached === point) {
        running.isDead = true;
        resolve();
      }
      return running.isDead ? new Promise(() => undefined) : undefined;
    });
    void processes.run({ isDead: false }, work);
  });
