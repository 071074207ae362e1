import { DailyStatistic } from './daily-statistic.model.js';

/**
 * The ids of shares with results on these days (both included), and of those whose results of any day were counted
 * since a moment.
 */
export async function findChangedShares({
  from,
  to,
  changedSince,
}: {
  from: string;
  to: string;
  changedSince: Date | null;
}): Promise<string[]> {
  const sharesOf = (filter: object) =>
    DailyStatistic.aggregate<{ _id: string }>([{ $match: filter }, { $group: { _id: '$shareId' } }]);
  const ofDays = await sharesOf({ day: { $gte: from, $lte: to } });
  const again = changedSince ? await sharesOf({ changedAt: { $gte: changedSince } }) : [];
  return [...new Set([...ofDays, ...again].map(({ _id }) => _id))];
}

/** The first day with results of anybody; null without results. */
export async function firstDayOfResults(): Promise<string | null> {
  const first = await DailyStatistic.findOne({}, { day: 1 }).sort({ day: 1 }).lean();
  return first?.day ?? null;
}

const fields = ['clicks', 'visitors', 'excluded', 'conversions', 'values', 'unverified', 'unverifiedValues'];

/** Figures of one day, by name and in groups; see DailyStatistic. */
export type RowFigures = Record<string, unknown>;

/** The rows of these shares until a day, with the names of their figures: for each share a list. */
export async function rowsOfShares(shareIds: string[], lastDay: string): Promise<Map<string, RowFigures[]>> {
  const rows = new Map<string, RowFigures[]>();
  const found = DailyStatistic.find({ shareId: { $in: shareIds }, day: { $lte: lastDay } })
    .select(['shareId', ...fields])
    .lean<(RowFigures & { shareId: string })[]>()
    .cursor();
  for await (const row of found as AsyncIterable<RowFigures & { shareId: string }>) {
    const figures = Object.fromEntries(fields.map((name) => [name, row[name] ?? {}]));
    rows.set(row.shareId, [...(rows.get(row.shareId) ?? []), figures]);
  }
  return rows;
}
