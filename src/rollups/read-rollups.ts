import type { DimensionName } from '../links/index.js';
import { daysFrom, lastDayOfMonth } from '../platform/text/days.js';
import { findMarkedPeriods } from '../statistics/index.js';
import { countDays, noLines, type LinesByDimension } from './count-days.js';
import { unpackInto } from './packed-lines.js';
import { bytesOf, Rollup, type StoredRollup } from './rollup.model.js';
import { PeopleNumbers } from './sums.js';

export const monthOf = (day: string): string => day.slice(0, 7);

/** All days of a month `2026-11`. */
export const daysOfMonth = (month: string): string[] => daysFrom(`${month}-01`, lastDayOfMonth(month));

interface RollupQuestion {
  /** First and last day, both included. */
  from: string;
  to: string;
  by: readonly DimensionName[];
}

/**
 * The results of everybody in a period, added up by each of these dimensions: whole months and days from their roll-ups,
 * and from rows what no roll-up includes yet, such as today. Lines without results are missing.
 */
export async function readRollups({ from, to, by }: RollupQuestion): Promise<LinesByDimension> {
  const lines = noLines(by);
  const numbers = new PeopleNumbers();
  const { marked, uncounted } = await findMarkedPeriods();
  const open = new Set(daysFrom(from, to));
  const months = [...new Set([...open].map(monthOf))].filter(
    (month) => !marked.has(month) && daysOfMonth(month).every((day) => open.has(day) && !uncounted.has(day)),
  );
  for (const month of await addStored(months, lines, numbers))
    for (const day of daysOfMonth(month)) open.delete(day);
  await addResultsOf([...open], { lines, numbers, uncounted });
  return lines;
}

interface Adding {
  lines: LinesByDimension;
  numbers: PeopleNumbers;
  /** Days whose roll-ups are not used. */
  uncounted: ReadonlySet<string>;
}

/** Adds days from their roll-ups, and those without one from their rows. */
export async function addResultsOf(days: string[], { lines, numbers, uncounted }: Adding): Promise<void> {
  const stored = await addStored(
    days.filter((day) => !uncounted.has(day)),
    lines,
    numbers,
  );
  const without = new Set(days);
  for (const day of stored) without.delete(day);
  if (without.size) await countDays([...without], lines, numbers);
}

/** Adds the roll-ups of these periods that are stored, and returns which are. */
async function addStored(
  periods: string[],
  lines: LinesByDimension,
  numbers: PeopleNumbers,
): Promise<string[]> {
  const found: string[] = [];
  if (!periods.length) return found;
  const rollups = Rollup.find({ _id: { $in: periods } })
    .select([...lines.keys()].map((name) => `lines.${name}`))
    .lean<StoredRollup[]>()
    .cursor({ batchSize: 20 }) as AsyncIterable<StoredRollup>;
  for await (const rollup of rollups) {
    // An older release did not know a dimension.
    if ([...lines.keys()].some((name) => !rollup.lines[name])) continue;
    for (const [name, ofDimension] of lines)
      await unpackInto(ofDimension, numbers, bytesOf(rollup.lines[name]));
    found.push(rollup._id);
  }
  return found;
}
