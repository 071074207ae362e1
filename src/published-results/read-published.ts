import { quarterBefore, quarterOfWeek, weeksOfPeriod } from '../platform/text/weeks.js';
import { placeOfNode, postOfNode } from './content-tree.js';
import { addFigures, type ResultFigures } from './figures.js';
import { Publication } from './publication.model.js';
import { PublishedCell } from './published-cell.model.js';

/** The first and the last week, by their Mondays. */
export interface Weeks {
  first: string;
  last: string;
}

/** The weeks that are published; null before the first is. */
export async function publishedWeeks(): Promise<Weeks | null> {
  const state = 'published';
  const end = (order: 1 | -1) => Publication.findOne({ state }, { week: 1 }).sort({ week: order }).lean();
  const [first, last] = [await end(1), await end(-1)];
  return first && last && { first: first.week, last: last.week };
}

/** What was published of one week's content. */
export interface ContentCell {
  week: string;
  /** Null for results that were too few to stand with their posts. */
  postId: string | null;
  /** Where they were published; null for posts without a tactic, and above tactics or goals. */
  tacticId: string | null;
  goalId: string | null;
  figures: ResultFigures;
}

/** The published results of these weeks, by week and post, in the order of weeks. They add up to the total. */
export async function readContentCells({ first, last }: Weeks): Promise<ContentCell[]> {
  const cells = await PublishedCell.find({ side: 'content', period: { $gte: first, $lte: last } })
    .sort({ period: 1, _id: 1 })
    .lean();
  return cells.map(({ period, key, figures }) => ({
    week: period,
    postId: postOfNode(key),
    ...placeOfNode(key),
    figures: figures as ResultFigures,
  }));
}

/** A table of teams or networks of one quarter: open until its last week is published. */
export type QuarterTable =
  | { state: 'open' }
  /** There is none, because it would reveal what few people brought. */
  | { state: 'withheld' }
  | { state: 'shown'; lines: { keys: string[]; figures: ResultFigures }[] };

/** Reads the table of teams or of networks of a quarter; a line of teams is one team or several together. */
export async function readQuarterTable(quarter: string, side: 'teams' | 'networks'): Promise<QuarterTable> {
  const { last } = weeksOfPeriod(quarter);
  if (!(await Publication.exists({ week: last, state: 'published' }))) return { state: 'open' };
  const cells = await PublishedCell.find({ side, period: quarter }).sort({ _id: 1 }).lean();
  if (!cells.length) return { state: 'withheld' };
  const lines = cells.map(({ key, figures }) => ({
    keys: key.split('+'),
    figures: figures as ResultFigures,
  }));
  return { state: 'shown', lines };
}

/** ResultFigures added up by a key, in the order in which keys come first. */
export function sumFigures<T extends { figures: ResultFigures }>(
  cells: readonly T[],
  keyOf: (cell: T) => string,
): Map<string, ResultFigures> {
  const sums = new Map<string, ResultFigures>();
  for (const cell of cells) {
    const key = keyOf(cell);
    sums.set(key, addFigures(sums.get(key) ?? {}, cell.figures));
  }
  return sums;
}

/** The last quarter whose weeks are all published; null before there is one. */
export function lastClosedQuarter({ first, last }: Weeks): string | null {
  const current = quarterOfWeek(last);
  const closed = weeksOfPeriod(current).last <= last ? current : quarterBefore(current);
  return weeksOfPeriod(closed).last >= first ? closed : null;
}
