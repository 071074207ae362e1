import { addCounts, sumOfCounts, type Counts } from '../platform/data/sums.js';
import { daysFrom } from '../platform/text/days.js';
import { countShares } from '../sharing/index.js';
import { getConversionSettings } from '../conversions/index.js';
import { lostVisits } from '../clicks/index.js';
import { labelsWithKeys } from '../links/index.js';
import { sumStatistics } from '../statistics/index.js';
import { addLines, nothing, type Line } from './metrics.js';
import { nameLines, type NamedLine } from './name-lines.js';
import type { Breakdown, Question } from './question.js';

export interface Answer {
  /** ISO 4217: the currency of values. */
  currency: string;
  total: Line;
  /** One line for each value of the breakdown: most clicks first, days in order. */
  lines: NamedLine[];
  /** All days of the period, also those without results. */
  days: { day: string; figures: Line }[];
  /** Visits that were not counted, by reason, most frequent first. */
  excluded: { reason: string; hits: number }[];
  /** Visits of these days that were redirected but not recorded: no number includes them. */
  lost: number;
}

/**
 * Answers a question from the daily statistics, about everybody by name. Only for organizations that show individual
 * results.
 */
export async function answerQuestion({ from, to, by, where }: Question): Promise<Answer> {
  const { currency } = await getConversionSettings();
  const part = { from, to, currency, where: labelsWithKeys(where) };
  const figures = (key: Breakdown) => sumStatistics({ ...part, by: key });
  const shares = (key: Breakdown | 'all') => countShares({ ...part, by: key });
  const [daily, dailyShares, allShares, lost, asked] = await Promise.all([
    figures('day'),
    shares('day'),
    shares('all'),
    lostVisits({ from, to }),
    // Days are queried anyway, for the chart and the total.
    by === 'day' ? undefined : Promise.all([figures(by), shares(by)]),
  ]);
  const days = linesOf(daily, dailyShares);
  return {
    currency,
    total: {
      ...daily.map(lineOf).reduce(addLines, nothing),
      posted: allShares[0]?.posted ?? 0,
      prepared: allShares[0]?.prepared ?? 0,
      advocates: allShares[0]?.advocates ?? 0,
    },
    lines: await nameLines(by, asked ? linesOf(...asked) : days),
    days: daysFrom(from, to).map((day) => ({ day, figures: days.get(day) ?? nothing })),
    excluded: excludedIn(daily),
    lost,
  };
}

type Figures = Awaited<ReturnType<typeof sumStatistics>>[number];
type Shares = Awaited<ReturnType<typeof countShares>>[number];

function linesOf(figures: Figures[], shares: Shares[]): Map<string, Line> {
  const lines = new Map(figures.map((row) => [row.key, lineOf(row)]));
  for (const { key, ...counts } of shares) lines.set(key, { ...(lines.get(key) ?? nothing), ...counts });
  return lines;
}

const lineOf = (row: Figures): Line => ({
  ...nothing,
  clicks: row.clicks,
  visitors: row.visitors,
  conversions: sumOfCounts(row.conversions),
  excluded: sumOfCounts(row.excluded),
  value: sumOfCounts(row.values),
  unverified: sumOfCounts(row.unverified),
  unverifiedValue: sumOfCounts(row.unverifiedValues),
});

const excludedIn = (rows: Figures[]) => byFrequency(addCounts(rows.map((row) => row.excluded)));

/** Visits that were not counted by reason, most frequent first. */
export const byFrequency = (excluded: Counts): Answer['excluded'] =>
  Object.entries(excluded)
    .map(([reason, hits]) => ({ reason, hits }))
    .sort((a, b) => b.hits - a.hits);
