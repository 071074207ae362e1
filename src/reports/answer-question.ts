import { addCounts, sumOfCounts, type Counts } from '../platform/data/sums.js';
import { daysFrom } from '../platform/text/days.js';
import { countShares } from '../sharing/index.js';
import { getConversionSettings } from '../conversions/index.js';
import { lostVisits } from '../clicks/index.js';
import { labelsWithKeys } from '../links/index.js';
import { countAdvocates, readRollups, totalOf, type Lines, type RollupSum } from '../rollups/index.js';
import { sumStatistics } from '../statistics/index.js';
import { addLines, nothing, type Line } from './metrics.js';
import { bySize, type KeyedLine } from './name-lines.js';
import type { Breakdown, Question } from './question.js';

export interface Answer {
  /** ISO 4217: the currency of values. */
  currency: string;
  total: Line;
  /** One line for each value of the breakdown: most clicks first, days in order. */
  lines: KeyedLine[];
  /** All days of the period, also those without results. */
  days: { day: string; figures: Line }[];
  /** Visits that were not counted, by reason, most frequent first. */
  excluded: { reason: string; hits: number }[];
  /** Visits of these days that were redirected but not recorded: no number includes them. */
  lost: number;
}

/** What is read for an answer. */
interface Results {
  total: Line;
  days: Map<string, Line>;
  lines: Map<string, Line>;
  excluded: Counts;
}

/**
 * Answers a question about everybody by name: from roll-ups, or with a filter from daily rows. Only for organizations
 * that show individual results.
 */
export async function answerQuestion(question: Question): Promise<Answer> {
  const { from, to, by, where } = question;
  const { currency } = await getConversionSettings();
  const read = Object.keys(where).length ? readRows : readSums;
  const [{ total, days, lines, excluded }, lost] = await Promise.all([
    read(question, currency),
    lostVisits({ from, to }),
  ]);
  return {
    currency,
    total,
    lines: inOrder(by, lines),
    days: daysFrom(from, to).map((day) => ({ day, figures: days.get(day) ?? nothing })),
    excluded: byFrequency(excluded),
    lost,
  };
}

async function readSums({ from, to, by }: Question, currency: string): Promise<Results> {
  const sums = await readRollups({ from, to, by: [...new Set(['day', by] as const)] });
  const linesBy = (key: Breakdown) =>
    new Map([...sums.get(key)!].map(([of, sum]) => [of, lineOfSum(sum, currency)]));
  const total = totalOf(sums.get('day')!);
  const { excluded } = total;
  return { total: lineOfSum(total, currency), days: linesBy('day'), lines: linesBy(by), excluded };
}

const lineOfSum = (sum: RollupSum, currency: string): Line => ({
  posted: sum.posted,
  prepared: sum.prepared,
  advocates: countAdvocates(sum),
  clicks: sum.clicks,
  visitors: sum.visitors,
  conversions: sumOfCounts(sum.conversions),
  excluded: sumOfCounts(sum.excluded),
  value: sumOfCounts(sum.values[currency]),
  unverified: sumOfCounts(sum.unverified),
  unverifiedValue: sumOfCounts(sum.unverifiedValues[currency]),
});

async function readRows({ from, to, by, where }: Question, currency: string): Promise<Results> {
  const part = { from, to, currency, where: labelsWithKeys(where) };
  const figures = (key: Breakdown) => sumStatistics({ ...part, by: key });
  const shares = (key: Breakdown | 'all') => countShares({ ...part, by: key });
  const [daily, dailyShares, [all], asked] = await Promise.all([
    figures('day'),
    shares('day'),
    shares('all'),
    // Days are queried anyway, for the chart and the total.
    by === 'day' ? undefined : Promise.all([figures(by), shares(by)]),
  ]);
  const days = linesOf(daily, dailyShares);
  const { posted = 0, prepared = 0, advocates = 0 } = all ?? {};
  return {
    total: { ...daily.map(lineOf).reduce(addLines, nothing), posted, prepared, advocates },
    days,
    lines: asked ? linesOf(...asked) : days,
    excluded: addCounts(daily.map((row) => row.excluded)),
  };
}

/**
 * The most daily rows that a report with a filter adds up: half a second of the database's time, and years of an
 * organization with some thousand people.
 */
const mostRows = 100_000;

/** With a filter, how many daily rows this question would add up, if these are too many; null for others. */
export async function countTooManyRows({ from, to, where }: Question): Promise<number | null> {
  const filters = Object.keys(where) as Breakdown[];
  if (!filters.length) return null;
  // Rows are found by team, location or day; other filters look at all rows of the days.
  const found = filters.filter((name): name is 'team' | 'location' => name === 'team' || name === 'location');
  const sums = await readRollups({ from, to, by: found.length ? found : ['day'] });
  const rowsOf = (lines: Lines, key?: string) =>
    key === undefined ? totalOf(lines).rows : (lines.get(key)?.rows ?? 0);
  const rows = Math.min(...[...sums].map(([name, lines]) => rowsOf(lines, where[name])));
  return rows > mostRows ? rows : null;
}

function inOrder(by: Breakdown, lines: Map<string, Line>): KeyedLine[] {
  const all = [...lines].map(([key, figures]) => ({ key, figures }));
  const byKey = (a: KeyedLine, b: KeyedLine) => (a.key < b.key ? -1 : 1);
  return all.sort(by === 'day' ? byKey : (a, b) => bySize(a, b) || byKey(a, b));
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

/** Visits that were not counted by reason, most frequent first. */
export const byFrequency = (excluded: Counts): Answer['excluded'] =>
  Object.entries(excluded)
    .map(([reason, hits]) => ({ reason, hits }))
    .sort((a, b) => b.hits - a.hits);
