import { addCounts, sumOfCounts } from '../platform/data/sums.js';
import { daysFrom } from '../platform/text/days.js';
import { countShares } from '../sharing/index.js';
import { getConversionSettings } from '../conversions/index.js';
import { lostVisits } from '../clicks/index.js';
import { labelsWithKeys } from '../links/index.js';
import { sumStatistics } from '../statistics/index.js';
import type { Person } from '../people/index.js';
import { addLines, nothing, type Line } from './metrics.js';
import { nameLines, type NamedLine } from './name-lines.js';
import type { Breakdown, Question } from './question.js';
import type { Visibility } from '../organization/index.js';
import { seesAdvocate } from './visibility.js';
import { withheldIn, type WithheldBecause } from './withhold.js';

/** A day of the period. Its figures are null when they are withheld. */
export interface DayOfReport {
  day: string;
  figures: Line | null;
}

export interface Answer {
  /** ISO 4217: the currency of values. */
  currency: string;
  /** Null when it is withheld: then only the reader's own line is shown. */
  total: Line | null;
  withheldBecause: WithheldBecause | null;
  /** One line for each value of the breakdown: most clicks first, withheld ones last, days in order. */
  lines: NamedLine[];
  /** All days of the period, also those without results. */
  days: DayOfReport[];
  /** Visits that were not counted, by reason, most frequent first. */
  excluded: { reason: string; hits: number }[];
  /** Visits of these days that were redirected but not recorded: no number includes them. */
  lost: number;
}

/** Answers a question from the daily statistics, limited to what the organization lets this reader see. */
export async function answerQuestion(
  { from, to, by, where }: Question,
  { reader, visibility }: { reader: Person; visibility: Visibility },
): Promise<Answer> {
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
  const keyOf = (key: string) =>
    by === 'advocate' && !seesAdvocate(visibility, reader.id, key) ? 'others' : key;
  const lines = asked ? mergeLines(linesOf(...asked), keyOf) : days;
  const withheld = await withheldIn({ from, to, by, where }, { reader, visibility });
  const isDayWithheld = (day: string) => withheld.total !== null || (days.has(day) && withheld.days(day));
  // The list of lines alone would reveal what a few people did.
  const shown = withheld.total ? new Map([...lines].filter(([key]) => key === reader.id)) : lines;
  return {
    currency,
    withheldBecause: withheld.total,
    total: withheld.total
      ? null
      : {
          ...daily.map(lineOf).reduce(addLines, nothing),
          posted: allShares[0]?.posted ?? 0,
          prepared: allShares[0]?.prepared ?? 0,
          advocates: allShares[0]?.advocates ?? 0,
        },
    lines: await nameLines(by, shown, withheld.lines),
    days: daysFrom(from, to).map((day) => ({
      day,
      figures: isDayWithheld(day) ? null : (days.get(day) ?? nothing),
    })),
    excluded: withheld.total ? [] : excludedIn(daily),
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

function excludedIn(rows: Figures[]): Answer['excluded'] {
  return Object.entries(addCounts(rows.map((row) => row.excluded)))
    .map(([reason, hits]) => ({ reason, hits }))
    .sort((a, b) => b.hits - a.hits);
}

function mergeLines(lines: Map<string, Line>, keyOf: (key: string) => string): Map<string, Line> {
  const merged = new Map<string, Line>();
  for (const [key, line] of lines) {
    const into = keyOf(key);
    const before = merged.get(into) ?? nothing;
    // Each line is a different person, so here the number of advocates may be added.
    merged.set(into, { ...addLines(before, line), advocates: before.advocates + line.advocates });
  }
  return merged;
}
