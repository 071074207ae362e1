import { z } from 'zod';
import { dimensionNames, dimensions, keySchema, type DimensionName } from '../links/index.js';
import { dayIn } from '../platform/clock.js';
import { addDays, daysBetween } from '../platform/text/days.js';

export type Breakdown = DimensionName;

type FilterName = {
  [D in DimensionName]: (typeof dimensions)[D]['isFilter'] extends true ? D : never;
}[DimensionName];

/** The dimensions that a report can be limited by. */
export const filterNames = dimensionNames.filter((name): name is FilterName => dimensions[name].isFilter);

/** The question of a report: a period in days of the organization's zone, a breakdown, and filters. */
export interface Question {
  from: string;
  to: string;
  by: Breakdown;
  where: Partial<Record<DimensionName, string>>;
}

/** The longest period one report covers, in days: two years and a day. */
export const longestPeriod = 731;

const day = z.iso.date('reports.not-a-day');

/** The parameters in the address of a report. Invalid ones are errors; they are not replaced by others. */
export function questionSchema(today: string) {
  const monthAgo = addDays(today, -27);
  const unset = z.literal('').transform(() => undefined);
  const filters = Object.fromEntries(
    filterNames.map((name) => [name, unset.or(keySchema(name)).optional()] as const),
  );
  return z
    .object({
      from: unset.or(day).optional(),
      to: unset.or(day).optional(),
      by: unset.or(z.enum(dimensionNames)).optional(),
      ...filters,
    })
    .transform(({ from = monthAgo, to = today, by = 'post', ...asked }, context): Question => {
      const days = daysBetween(from, to);
      if (days < 0) context.addIssue({ code: 'custom', path: ['to'], message: 'reports.period-backwards' });
      if (days >= longestPeriod)
        context.addIssue({ code: 'custom', path: ['from'], message: 'reports.period-long' });
      const where = Object.entries(asked).filter(([, key]) => key !== undefined);
      return { from, to, by, where: Object.fromEntries(where) };
    });
}

/** Common periods that end today, with the keys of their texts and their first days. */
export function commonPeriods(zone: string, now: Date): { label: string; from: string; to: string }[] {
  const to = dayIn(zone, now);
  return [
    { label: 'reports.last-4-weeks', from: addDays(to, -27), to },
    { label: 'reports.last-12-weeks', from: addDays(to, -83), to },
    { label: 'reports.this-year', from: `${to.slice(0, 4)}-01-01`, to },
  ];
}
