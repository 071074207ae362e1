/**
 * Starts one task in each turn of the event loop, in order. Other requests are answered between two tasks, so
 * tracked links do not wait behind all requested pages.
 */
export function onePerTurn(): (work: () => void) => void {
  const waiting: (() => void)[] = [];
  const startNext = () => {
    const work = waiting.shift()!;
    if (waiting.length) setImmediate(startNext);
    work();
  };
  return (work) => {
    if (waiting.push(work) === 1) setImmediate(startNext);
  };
}
