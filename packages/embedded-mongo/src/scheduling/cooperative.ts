import { setImmediate as turn } from 'node:timers/promises';

/** How long others wait at most while something long is read, in milliseconds. */
const SLICE_MS = 5;
/** Items sorted or merged at a stretch. */
const STRETCH = 256;

/** What is read in turns: an undefined item is a pause, at which others may be answered. */
export type Pausing<T> = Iterator<T | undefined>;

/** Gives items to `take` until they end, `take` answers false, or the time of a slice is over. */
export function forSlice<T>(items: Pausing<T>, take: (item: T) => unknown): 'end' | 'enough' | 'time' {
  const since = performance.now();
  do {
    const next = items.next();
    if (next.done) return 'end';
    if (next.value !== undefined && take(next.value) === false) return 'enough';
  } while (performance.now() - since < SLICE_MS);
  return 'time';
}

/** Gives items to `take` until they end or it answers false; answers others' requests in between. */
export async function inTurns<T>(items: Pausing<T>, take: (item: T) => unknown): Promise<'end' | 'enough'> {
  for (;;) {
    const how = forSlice(items, take);
    if (how !== 'time') return how;
    await turn();
  }
}

/** Adds all items to `into`, answering others' requests in between. */
export async function gather<T>(items: Pausing<T>, into: T[]): Promise<void> {
  await inTurns(items, (item) => into.push(item));
}

/** The items in order, those that compare as equal in the order they came, with pauses while they are sorted. */
export function* sorted<T extends object>(
  items: Pausing<T>,
  order: (a: T, b: T) => number,
): Generator<T | undefined> {
  let runs: T[][] = [[]];
  for (let next = items.next(); !next.done; next = items.next()) {
    const run = runs.at(-1)!;
    if (next.value !== undefined) run.push(next.value);
    if (run.length === STRETCH) {
      run.sort(order);
      runs.push([]);
    }
    yield undefined;
  }
  runs.at(-1)!.sort(order);
  while (runs.length > 1) {
    const merged: T[][] = [];
    for (let i = 0; i < runs.length; i += 2) merged.push(yield* merge(runs[i]!, runs[i + 1] ?? [], order));
    runs = merged;
  }
  yield* runs[0]!;
}

function* merge<T>(left: T[], right: T[], order: (a: T, b: T) => number): Generator<undefined, T[]> {
  const merged: T[] = [];
  let [l, r] = [0, 0];
  while (l < left.length && r < right.length) {
    merged.push(order(left[l]!, right[r]!) <= 0 ? left[l++]! : right[r++]!);
    if (merged.length % STRETCH === 0) yield undefined;
  }
  return merged.concat(left.slice(l), right.slice(r));
}
