import type { OrganizationView } from '../organization/index.js';
import { daysFrom } from '../platform/days.js';
import type { Message } from '../platform/errors.js';
import { countShares } from '../sharing/index.js';
import { getConversionSettings, lostVisits, sumStatistics } from '../tracking/index.js';
import { findPeople, type Person } from '../users/index.js';
import { addLines, nothing, sumOf, type Line } from './metrics.js';
import { nameLines } from './name-lines.js';
import type { Breakdown, Question } from './question.js';
import { seesAdvocate, visibleTeams } from './visibility.js';

export interface NamedLine extends Line {
  /** A name as people gave it, or a word where there is none. */
  name: string | Message;
  /** A page of the studio that shows the thing, or null. */
  href: string | null;
}

export interface Answer {
  /** ISO 4217: what values are in. */
  currency: string;
  total: Line;
  /** By what was asked for; most clicks first, days in order. */
  lines: NamedLine[];
  /** One for each day of the period, also where nothing happened. */
  days: { day: string; clicks: number; visitors: number; shares: number }[];
  /** Hits that were not counted, by reason, most first. */
  excluded: { reason: string; hits: number }[];
  /** Visits of these days that led on and could not be kept: no number contains them. */
  lost: number;
}

/** Answers a question from the daily statistics, showing this reader no more than the organization lets them see. */
export async function answerQuestion(
  { from, to, by, where }: Question,
  { reader, visibility }: { reader: Person; visibility: OrganizationView['visibility'] },
): Promise<Answer> {
  const people = await findPeople();
  const teamIsVisible = visibleTeams(visibility, people.values());
  // A team that may not be shown may not be filtered for either.
  const { teamId, ...rest } = where;
  const { currency } = await getConversionSettings();
  const part = { from, to, currency, where: teamId && teamIsVisible(teamId) ? where : rest };

  const figures = (key: Breakdown) => sumStatistics({ ...part, by: key });
  const shares = (key: Breakdown | 'all') => countShares({ ...part, by: key });
  const [daily, dailyShares, allShares, lost, asked] = await Promise.all([
    figures('day'),
    shares('day'),
    shares('all'),
    lostVisits({ from, to }),
    // The days are asked for anyway, for the chart and the total.
    by === 'day' ? undefined : Promise.all([figures(by), shares(by)]),
  ]);
  const days = linesOf(daily, dailyShares);

  const hidden = (key: string): string => {
    if (by === 'advocate' && !seesAdvocate(visibility, reader.id, key)) return 'others';
    if (by === 'team' && !teamIsVisible(key)) return 'small-teams';
    return key;
  };
  return {
    currency,
    total: {
      ...daily.map(lineOf).reduce(addLines, nothing),
      shares: allShares[0]?.shares ?? 0,
      advocates: allShares[0]?.advocates ?? 0,
    },
    lines: await nameLines(by, asked ? mergeLines(linesOf(...asked), hidden) : days),
    days: daysFrom(from, to).map((day) => ({ day, ...(days.get(day) ?? nothing) })),
    excluded: excludedIn(daily),
    lost,
  };
}

type Figures = Awaited<ReturnType<typeof sumStatistics>>[number];
type Shares = Awaited<ReturnType<typeof countShares>>[number];

function linesOf(figures: Figures[], shares: Shares[]): Map<string, Line> {
  const lines = new Map(figures.map((row) => [row.key, lineOf(row)]));
  for (const { key, shares: count, advocates } of shares)
    lines.set(key, { ...(lines.get(key) ?? nothing), shares: count, advocates });
  return lines;
}

const lineOf = (row: Figures): Line => ({
  ...nothing,
  clicks: row.clicks,
  visitors: row.visitors,
  conversions: sumOf(row.conversions),
  excluded: sumOf(row.excluded),
  value: sumOf(row.values),
  unverified: sumOf(row.unverified),
  unverifiedValue: sumOf(row.unverifiedValues),
});

function excludedIn(rows: Figures[]): Answer['excluded'] {
  const hits = new Map<string, number>();
  for (const { excluded } of rows)
    for (const [reason, count] of Object.entries(excluded)) hits.set(reason, (hits.get(reason) ?? 0) + count);
  return [...hits].map(([reason, count]) => ({ reason, hits: count })).sort((a, b) => b.hits - a.hits);
}

function mergeLines(lines: Map<string, Line>, keyOf: (key: string) => string): Map<string, Line> {
  const merged = new Map<string, Line>();
  const advocates = new Map<string, number>();
  for (const [key, line] of lines) {
    const into = keyOf(key);
    // Different people, or people of different teams: these may be added.
    advocates.set(into, (advocates.get(into) ?? 0) + line.advocates);
    merged.set(into, addLines(merged.get(into) ?? nothing, line));
  }
  for (const [key, count] of advocates) merged.set(key, { ...merged.get(key)!, advocates: count });
  return merged;
}
