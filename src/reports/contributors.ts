import { countPosters, listPosters } from '../sharing/index.js';
import {
  cellDimensions,
  countContributors,
  listContributors,
  type Cell,
  type ContributorQuestion,
  type Dimension,
} from '../statistics/index.js';

/** The people with a result (something posted, a click or a conversion) in one line. */
export interface LineContributors {
  /** How many different people at least. */
  contributors: number;
  /** The keys that all their results have in common. */
  common: Cell;
}

/**
 * The contributors of each line of a breakdown; lines with only excluded visits have none. The people who posted
 * and the people whose links were clicked may be the same, so the larger number is used.
 */
export async function contributorsByLine(
  question: ContributorQuestion,
  by: Dimension,
): Promise<Map<string, LineContributors>> {
  const [posters, clickedOn] = await Promise.all([
    countPosters({ ...question, by }),
    countContributors({ ...question, by }),
  ]);
  const lines = new Map<string, LineContributors>();
  for (const { key, advocates, common } of [...posters, ...clickedOn]) {
    const other = lines.get(key);
    const isFirst = !other?.contributors;
    lines.set(key, {
      contributors: Math.max(other?.contributors ?? 0, advocates),
      common: isFirst ? common : advocates ? inBoth(other.common, common) : other.common,
    });
  }
  return lines;
}

function inBoth(a: Cell, b: Cell): Cell {
  return Object.fromEntries(
    cellDimensions.flatMap((one) => (a[one] !== undefined && a[one] === b[one] ? [[one, a[one]]] : [])),
  );
}

/** How many different people have a result in these lines together, counting up to `limit`. */
export async function contributorsTogether(question: ContributorQuestion, limit: number): Promise<number> {
  const [posters, clickedOn] = await Promise.all([
    listPosters({ ...question, limit }),
    listContributors({ ...question, limit }),
  ]);
  return Math.min(limit, new Set([...posters, ...clickedOn]).size);
}
