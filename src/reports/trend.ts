import { addDays } from '../platform/text/days.js';

/** Over how many days a trend is. */
const trendDays = 28;

/** How much a value changed in the four weeks until its last day; null when it is not known for so long. */
export function trendOf(
  points: readonly { day: string; value: number }[],
  { from, start, isSum }: { from: string; start: number; isSum: boolean },
): number | null {
  const last = points.at(-1);
  if (!last) return null;
  const then = addDays(last.day, -trendDays);
  const before = points.findLast(({ day }) => day <= then);
  if (before) return last.value - before.value;
  // A sum stands at its start until its first point; what is entered now and then is unknown before.
  return isSum && then >= from ? last.value - start : null;
}
