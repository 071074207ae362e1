import { setImmediate as turn } from 'node:timers/promises';

/** The longest time in milliseconds that this thread answers nothing while the work is done. */
export async function longestBlock(work: () => Promise<unknown>): Promise<number> {
  let done = false;
  const working = work().finally(() => (done = true));
  let [longest, last] = [0, performance.now()];
  while (!done) {
    await turn();
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
  }
  await working;
  return longest;
}

/** How long this takes here, in milliseconds. */
export function timeHere(work: () => unknown): number {
  const began = performance.now();
  work();
  return performance.now() - began;
}
