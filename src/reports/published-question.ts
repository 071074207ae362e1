import { z } from 'zod';
import type { Visibility } from '../organization/index.js';
import type { Weeks } from '../published-results/index.js';
import {
  addWeeks,
  monthOfWeek,
  quarterOfWeek,
  weekName,
  weekOfName,
  weeksFrom,
  weeksOfPeriod,
} from '../platform/text/weeks.js';

/** What published results can be divided by. Teams and networks are published once a quarter, and in no other period. */
const publishedBreakdowns = [
  'post',
  'topic',
  'goal',
  'tactic',
  'campaign',
  'level',
  'week',
  'team',
  'network',
] as const;
export type PublishedBreakdown = (typeof publishedBreakdowns)[number];

/** The question of a report of published results. */
export interface PublishedQuestion {
  /** A week `2026-W47`, a month `2026-11`, a quarter `2026-Q4` or a year `2026`. */
  period: string;
  by: PublishedBreakdown;
}

const yearOf = (week: string) => monthOfWeek(week).slice(0, 4);
/** Each kind of period, with the period that a week belongs to. */
const kinds = { week: weekName, month: monthOfWeek, quarter: quarterOfWeek, year: yearOf };
export type PeriodKind = keyof typeof kinds;

const forms: Record<PeriodKind, RegExp> = {
  week: /^\d{4}-W\d\d$/,
  month: /^\d{4}-(0[1-9]|1[0-2])$/,
  quarter: /^\d{4}-Q[1-4]$/,
  year: /^\d{4}$/,
};

export const kindOf = (period: string): PeriodKind | null =>
  (Object.keys(forms) as PeriodKind[]).find((kind) => forms[kind].test(period)) ?? null;

/** The weeks of a period; null for what is none. */
export function weeksOf(period: string): Weeks | null {
  const kind = kindOf(period);
  if (kind === null) return null;
  if (kind === 'year')
    return { first: weeksOfPeriod(`${period}-Q1`).first, last: weeksOfPeriod(`${period}-Q4`).last };
  if (kind !== 'week') return weeksOfPeriod(period);
  const week = weekOfName(period);
  return week === null ? null : { first: week, last: week };
}

/** The periods with published weeks, the latest first. */
export function listPeriods({ first, last }: Weeks, kind: PeriodKind): string[] {
  return [...new Set(weeksFrom(first, last).map(kinds[kind]))].reverse();
}

/** A period and those of its weeks that are compared. */
export interface ComparedPeriod {
  period: string;
  weeks: Weeks;
  count: number;
  /** All of it is compared, or only its first weeks. */
  isWhole: boolean;
  /** It has as many weeks as what it is compared with. */
  isAsLong: boolean;
}

/**
 * The period before: all its weeks, or as many of its first ones as are published of a period that still runs. Null when
 * not all of these were published.
 */
export function periodBefore(period: string, published: Weeks): ComparedPeriod | null {
  const asked = weeksOf(period)!;
  const before = kinds[kindOf(period)!](addWeeks(asked.first, -1));
  const all = weeksOf(before)!;
  if (all.first < published.first) return null;
  const isOver = asked.last <= published.last;
  const [length, lengthBefore] = [asked, all].map(
    ({ first, last }) => weeksFrom(first, last < published.last ? last : published.last).length,
  ) as [number, number];
  const compared = isOver ? lengthBefore : Math.min(length, lengthBefore);
  return {
    period: before,
    weeks: { first: all.first, last: addWeeks(all.first, compared - 1) },
    count: compared,
    isWhole: compared === lengthBefore,
    isAsLong: compared === length,
  };
}

/** The breakdowns that the organization's setting allows: none by groups of people where it shows totals only. */
export const breakdownsFor = (visibility: Visibility): PublishedBreakdown[] =>
  publishedBreakdowns.filter((by) => visibility !== 'aggregate-only' || by !== 'team');

/** The parameters in the address of a report of these published weeks: the latest quarter, if nothing is said. */
export function publishedQuestionSchema(published: Weeks, visibility: Visibility) {
  const unset = z.literal('').transform(() => undefined);
  const isPublished = (period: string) => {
    const isNear =
      period.slice(0, 4) >= yearOf(published.first) && period.slice(0, 4) <= yearOf(published.last);
    const weeks = isNear ? weeksOf(period) : null;
    return weeks !== null && weeks.first <= published.last && weeks.last >= published.first;
  };
  return z
    .object({
      period: unset.or(z.string().refine(isPublished, 'reports.not-a-period')).optional(),
      by: unset.or(z.enum(breakdownsFor(visibility))).optional(),
    })
    .transform(({ period = quarterOfWeek(published.last), by = 'post' }): PublishedQuestion => ({
      period,
      by,
    }));
}
