import { setImmediate as turn } from 'node:timers/promises';

/** How long others wait at most while something long is read, in milliseconds. */
const SLICE_MS = 5;

/** Adds all items to `into`, answering others' requests in between. */
export async function gather<T>(items: Iterable<T>, into: T[]): Promise<void> {
  let since = performance.now();
  for (const item of items) {
    into.push(item);
    if (performance.now() - since < SLICE_MS) continue;
    await turn();
    since = performance.now();
  }
}
