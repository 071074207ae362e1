import { sumOfCounts, type Counts } from '../platform/data/sums.js';
import { pageOf, type Place } from '../platform/data/paging.js';
import { findPosts } from '../posts/index.js';
import { organizationTimeZone } from '../organization/index.js';
import { dayIn } from '../platform/clock.js';
import { addDays } from '../platform/text/days.js';
import type { Services } from '../services.js';
import { countShares, listShares, type ListedShare } from '../sharing/index.js';
import { clicksOfLastDays, sumStatistics, type DayOfClicks } from '../statistics/index.js';
import type { Person } from '../people/index.js';

/** The results of all time, as statistics have no open end. */
export const ever = { from: '0000-01-01', to: '9999-12-31' };

export interface Outcome {
  clicks: number;
  visitors: number;
  /** Visits that are not counted as clicks, for any reason. */
  excluded: number;
  /** Verified ones by kind: lead, sale, … */
  conversions: Counts;
  /** How many more only browsers reported. */
  unverified: number;
}

export interface SharedPost extends ListedShare, Outcome {
  title: string;
  /** The last four weeks, day by day. */
  days: DayOfClicks[];
}

type Figures = Awaited<ReturnType<typeof sumStatistics>>[number];

const outcomeOf = (figures: Figures | undefined): Outcome => ({
  clicks: figures?.clicks ?? 0,
  visitors: figures?.visitors ?? 0,
  excluded: sumOfCounts(figures?.excluded),
  conversions: figures?.conversions ?? {},
  unverified: sumOfCounts(figures?.unverified),
});

/** The results of this person's shares in the last so many days of the organization, including today. */
export async function getOutcome(
  services: Services,
  { person, days }: { person: Person; days: number },
): Promise<Outcome & { posted: number; prepared: number }> {
  const from = addDays(dayIn(await organizationTimeZone(), services.clock.now()), 1 - days);
  const question = { from, to: ever.to, by: 'all', where: { advocateId: person.id } } as const;
  const [[figures], [counted]] = await Promise.all([sumStatistics(question), countShares(question)]);
  const { posted = 0, prepared = 0 } = counted ?? {};
  return { ...outcomeOf(figures), posted, prepared };
}

const pageSize = 20;

/** A page of this person's shares, newest first, each with all of its results. */
export async function getSharedPosts(
  services: Services,
  { advocateId, page }: { advocateId: string; page: number },
): Promise<{ shares: SharedPost[] } & Place> {
  const all = await listShares({ advocateId });
  const { skip, ...place } = pageOf(page, { total: all.length, size: pageSize });
  const shares = all.slice(skip, skip + pageSize);
  const shareIds = shares.map(({ id }) => id);
  const [posts, figures, days] = await Promise.all([
    findPosts(shares.map(({ postId }) => postId)),
    sumStatistics({ ...ever, by: 'share', where: { shareIds } }),
    clicksOfLastDays(services, { shareIds, days: 28 }),
  ]);
  const figuresOf = new Map(figures.map((row) => [row.key, row]));
  return {
    shares: shares.map((share) => ({
      ...share,
      title: posts.get(share.postId)?.title ?? '',
      days: days.get(share.id)!,
      ...outcomeOf(figuresOf.get(share.id)),
    })),
    ...place,
  };
}
