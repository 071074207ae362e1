import { publishedWeeks, readContentCells } from '../published-results/index.js';
import { findPosts } from '../posts/index.js';
import { sumStatistics } from '../statistics/index.js';
import { SocialGoal } from '../strategy/index.js';
import { valueAreas, type ValueArea } from '../organization/index.js';
import { addDays } from '../platform/text/days.js';
import { addWeeks } from '../platform/text/weeks.js';
import type { Counts } from '../platform/data/sums.js';

/** What four weeks brought, next to the four before. */
export interface AreaResults {
  /** `none`: what was shared for no goal. */
  area: ValueArea | 'none';
  visitors: number;
  before: number;
  /** Verified conversions of the four weeks, by kind. */
  conversions: Counts;
}

export interface ResultsOfAreas {
  /** The last day; null before anything is published. */
  to: string | null;
  /** False when the four weeks before are not known as a whole. */
  hasBefore: boolean;
  areas: AreaResults[];
}

interface Cell {
  goalId: string | null;
  isBefore: boolean;
  visitors: number;
  conversions: Counts;
}

/** Results of the last four weeks by value area: of published weeks, or live where individual results are shown. */
export async function readAreas({
  isIndividual,
  today,
}: {
  isIndividual: boolean;
  today: string;
}): Promise<ResultsOfAreas> {
  const { to, hasBefore, cells } = isIndividual ? await readLive(today) : await readPublished();
  const ids = new Set(cells.flatMap(({ goalId }) => goalId ?? []));
  const goals = await SocialGoal.find({ _id: { $in: [...ids] } }, { valueArea: 1 }).lean();
  const areaOf = new Map(goals.map(({ _id, valueArea }) => [_id.toString(), valueArea]));
  const sums = new Map<AreaResults['area'], AreaResults>(
    [...valueAreas, 'none' as const].map((area) => [area, noResults(area)]),
  );
  for (const { goalId, isBefore, visitors, conversions } of cells) {
    const sum = sums.get((goalId && areaOf.get(goalId)) || 'none')!;
    if (isBefore) sum.before += visitors;
    else {
      sum.visitors += visitors;
      for (const [kind, count] of Object.entries(conversions))
        sum.conversions[kind] = (sum.conversions[kind] ?? 0) + count;
    }
  }
  return { to, hasBefore, areas: [...sums.values()] };
}

const noResults = (area: AreaResults['area']): AreaResults => ({
  area,
  visitors: 0,
  before: 0,
  conversions: {},
});

async function readPublished() {
  const published = await publishedWeeks();
  if (!published) return { to: null, hasBefore: false, cells: [] };
  const { first, last } = published;
  const begins = addWeeks(last, -3);
  const found = await readContentCells({ first: addWeeks(last, -7), last });
  const posts = await findPosts(found.flatMap(({ postId }) => postId ?? []));
  const cells = found.map(({ week, postId, goalId, figures }): Cell => ({
    // A post that moved takes its cells along.
    goalId: postId ? (posts.get(postId)?.goalId ?? null) : goalId,
    isBefore: week < begins,
    visitors: (figures.visitors ?? 0) as number,
    conversions: (figures.conversions ?? {}) as Counts,
  }));
  return { to: addDays(last, 6), hasBefore: first <= addWeeks(last, -7), cells };
}

async function readLive(today: string) {
  const periods = [
    { from: addDays(today, -27), to: today, isBefore: false },
    { from: addDays(today, -55), to: addDays(today, -28), isBefore: true },
  ];
  const cells = await Promise.all(
    periods.map(async ({ isBefore, ...period }) =>
      (await sumStatistics({ ...period, by: 'goal' })).map(({ key, visitors, conversions }): Cell => ({
        ...{ goalId: key || null, isBefore, visitors, conversions },
      })),
    ),
  );
  return { to: today, hasBefore: true, cells: cells.flat() };
}
