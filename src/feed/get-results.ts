import { addCounts, sumOf, sumOfCounts, type Counts } from '../platform/data/sums.js';
import { pageOf, type Place } from '../platform/data/paging.js';
import { findPosts, listTopics, type TopicView } from '../posts/index.js';
import { organizationTimeZone } from '../organization/index.js';
import { dayIn } from '../platform/clock.js';
import { addDays } from '../platform/text/days.js';
import type { Services } from '../services.js';
import {
  countOwnShares,
  countShares,
  listShares,
  type ListedShare,
  type NetworkName,
} from '../sharing/index.js';
import { sumStatistics } from '../statistics/index.js';
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
  imageUrl: string | null;
  topic: TopicView | null;
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
): Promise<Outcome> {
  const from = addDays(dayIn(await organizationTimeZone(), services.clock.now()), 1 - days);
  const [figures] = await sumStatistics({ from, to: ever.to, by: 'all', where: { advocateId: person.id } });
  return outcomeOf(figures);
}

/** The results of all shares of this person. */
export async function getTotal(advocateId: string): Promise<Outcome> {
  const [figures] = await sumStatistics({ ...ever, by: 'all', where: { advocateId } });
  return outcomeOf(figures);
}

const weekCount = 12;
const daysOfWeek = 7;

export interface WeekOfVisitors {
  /** Its first and last day. */
  from: string;
  to: string;
  visitors: number;
}

/** A first time that is worth a quiet thank-you. */
export interface First {
  kind: 'share' | 'tenth-visitor' | 'conversion';
  day: string;
}

export interface BestPost {
  id: string;
  title: string;
  language: string;
  imageUrl: string | null;
  topic: TopicView | null;
  visitors: number;
  /** The visitors by network, most first. */
  networks: { network: NetworkName; visitors: number }[];
}

export interface Results {
  /** The last twelve times seven days of the organization, ending with today, earliest first. */
  weeks: WeekOfVisitors[];
  /** Verified conversions by kind in the last seven days. */
  conversions: Counts;
  /** The post with most visitors in the last four weeks; null when nobody came. */
  best: BestPost | null;
  firsts: First[];
  /** All visits that were not counted, for any reason. */
  excluded: number;
}

/** The results of a person's shares over time, by the days of the organization. */
export async function getResults(services: Services, person: Pick<Person, 'id'>): Promise<Results> {
  const today = dayIn(await organizationTimeZone(), services.clock.now());
  const where = { advocateId: person.id };
  const [days, shares, posts] = await Promise.all([
    sumStatistics({ ...ever, by: 'day', where }),
    countShares({ ...ever, by: 'day', where }),
    sumStatistics({ from: addDays(today, 1 - 4 * daysOfWeek), to: ever.to, by: 'post', where }),
  ]);
  const weeks = Array.from({ length: weekCount }, (_, n) => {
    const to = addDays(today, (n + 1 - weekCount) * daysOfWeek);
    const from = addDays(to, 1 - daysOfWeek);
    const within = days.filter(({ key }) => key >= from && key <= to);
    return { from, to, visitors: sumOf(within.map(({ visitors }) => visitors)) };
  });
  const lately = days.filter(({ key }) => key >= weeks.at(-1)!.from && key <= today);
  return {
    weeks,
    conversions: addCounts(lately.map(({ conversions }) => conversions)),
    best: await bestOf(posts, person.id, today),
    firsts: firstsOf(days, shares[0]?.key),
    excluded: sumOf(days.map(({ excluded }) => sumOfCounts(excluded))),
  };
}

async function bestOf(posts: Figures[], advocateId: string, today: string): Promise<BestPost | null> {
  const [best] = posts.filter(({ visitors }) => visitors > 0).sort((a, b) => b.visitors - a.visitors);
  const post = best && (await findPosts([best.key])).get(best.key);
  if (!post) return null;
  const from = addDays(today, 1 - 4 * daysOfWeek);
  const byNetwork = await sumStatistics({
    from,
    to: ever.to,
    by: 'network',
    where: { advocateId, postId: post.id },
  });
  const { id, title, language, imageUrl, topicId } = post;
  return {
    ...{ id, title, language, imageUrl },
    topic: (await listTopics()).find((topic) => topic.id === topicId) ?? null,
    visitors: best.visitors,
    networks: byNetwork
      .map(({ key, visitors }) => ({ network: key as NetworkName, visitors }))
      .filter(({ visitors }) => visitors > 0)
      .sort((a, b) => b.visitors - a.visitors),
  };
}

/** The first share, the tenth visitor and the first verified conversion, in the order of their days. */
function firstsOf(days: Figures[], firstShare: string | undefined): First[] {
  let visitors = 0;
  const tenth = days.find((day) => (visitors += day.visitors) >= 10)?.key;
  const conversion = days.find(({ conversions }) => sumOfCounts(conversions) > 0)?.key;
  const found = [
    ['share', firstShare],
    ['tenth-visitor', tenth],
    ['conversion', conversion],
  ] as const;
  return found
    .flatMap(([kind, day]) => (day ? [{ kind, day }] : []))
    .sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0));
}

/** A page of this person's shares, newest first, each with all of its results. */
export async function getSharedPosts({
  advocateId,
  page,
  size,
}: {
  advocateId: string;
  page: number;
  size: number;
}): Promise<{ shares: SharedPost[]; total: number } & Place> {
  const total = await countOwnShares(advocateId);
  const { skip, ...place } = pageOf(page, { total, size });
  const shares = await listShares({ advocateId, skip, limit: size });
  const shareIds = shares.map(({ id }) => id);
  const [posts, topics, figures] = await Promise.all([
    findPosts(shares.map(({ postId }) => postId)),
    listTopics(),
    sumStatistics({ ...ever, by: 'share', where: { shareIds } }),
  ]);
  const figuresOf = new Map(figures.map((row) => [row.key, row]));
  return {
    shares: shares.map((share) => {
      const post = posts.get(share.postId);
      return {
        ...share,
        title: post?.title ?? '',
        imageUrl: post?.imageUrl ?? null,
        topic: topics.find(({ id }) => id === post?.topicId) ?? null,
        ...outcomeOf(figuresOf.get(share.id)),
      };
    }),
    total,
    ...place,
  };
}
