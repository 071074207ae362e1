/**
 * Starts one piece of work in each turn of the event loop, in order. Between two of them the process answers what else has
 * come: however many pages are asked for at once, tracked links don't wait behind all of them.
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
