import { groupBy } from '../platform/data/group-by.js';
import { pageOf, type Place } from '../platform/data/paging.js';
import { addDays } from '../platform/text/days.js';
import { listOfferedPosts, type OfferedPost } from '../posts/index.js';
import { sharedNetworks, type NetworkName } from '../sharing/index.js';
import { sumStatistics } from '../statistics/index.js';
import type { Services } from '../services.js';
import type { Person } from '../people/index.js';
import { ever } from './get-results.js';

const pageSize = 20;
/** More than anybody scrolls through: older posts are not read. */
const mostPosts = 200;

export interface FeedPage extends Place {
  /** The one post to share next: the newest that this person has not shared. On the first page, unless one topic is asked for. */
  pick: OfferedPost | null;
  /** What else they have not shared, newest first; a page of it. */
  posts: OfferedPost[];
  /** How many there are of those on all pages. */
  more: number;
  /** There are older posts, which the feed leaves out. */
  isNewestOnly: boolean;
  /** What they have shared of what is still offered, newest first, with the visitors it brought them. */
  shared: (OfferedPost & { sharedOn: NetworkName[]; visitors: number })[];
  /** What they have not shared, of each goal, newest first. */
  byGoal: Map<string | null, OfferedPost[]>;
  /** Topics that there are posts of, by name. */
  topics: { id: string; name: string; colour: string }[];
  /** Why there is nothing to share; null when there is something. */
  empty: 'no-posts' | 'none-of-followed-topics' | 'none-of-topic' | 'all-shared' | null;
}

/** What this person sees today: posts for their team, of the topics they follow, of one topic if they ask. */
export async function getFeed(
  services: Services,
  { person, topicId, page }: { person: Person; topicId: string | null; page: number },
): Promise<FeedPage> {
  const { teamId, topicIds } = person;
  const offered = await listOfferedPosts(services, { teamId, topicIds, limit: mostPosts });
  // A post brings nothing before it is published.
  const from = addDays((offered.at(-1)?.publishedAt ?? services.clock.now()).toISOString().slice(0, 10), -1);
  const [sharedOn, brought] = await Promise.all([
    sharedNetworks(person.id),
    sumStatistics({ from, to: ever.to, by: 'post', where: { advocateId: person.id } }),
  ]);
  const visitors = new Map(brought.map(({ key, visitors: count }) => [key, count]));
  const wanted = topicId ? offered.filter((post) => post.topic?.id === topicId) : offered;
  const unshared = wanted.filter((post) => !sharedOn.has(post.id));
  const first = topicId ? undefined : unshared[0];
  const rest = first ? unshared.slice(1) : unshared;
  const { skip, ...place } = pageOf(page, { total: rest.length, size: pageSize });
  return {
    pick: place.page === 1 ? (first ?? null) : null,
    posts: rest.slice(skip, skip + pageSize),
    more: rest.length,
    isNewestOnly: offered.length === mostPosts,
    shared: wanted
      .filter((post) => sharedOn.has(post.id))
      .map((post) => ({
        ...post,
        sharedOn: sharedOn.get(post.id)!,
        visitors: visitors.get(post.id) ?? 0,
      })),
    byGoal: groupBy(
      offered.filter(({ id }) => !sharedOn.has(id)),
      ({ placement }) => placement.labels.goalId,
    ),
    topics: topicsOf(offered),
    ...place,
    empty: unshared.length ? null : await whyNothing(services, person, { wanted, offered }),
  };
}

async function whyNothing(
  services: Services,
  { teamId, topicIds }: Person,
  { wanted, offered }: { wanted: OfferedPost[]; offered: OfferedPost[] },
): Promise<NonNullable<FeedPage['empty']>> {
  if (wanted.length) return 'all-shared';
  if (offered.length) return 'none-of-topic';
  const isHidden =
    topicIds.length > 0 && (await listOfferedPosts(services, { teamId, topicIds: [], limit: 1 })).length > 0;
  return isHidden ? 'none-of-followed-topics' : 'no-posts';
}

function topicsOf(posts: OfferedPost[]): FeedPage['topics'] {
  const topics = posts.flatMap(({ topic }) => topic ?? []);
  const byId = new Map(topics.map((topic) => [topic.id, topic]));
  return [...byId.values()].sort((a, b) => a.name.localeCompare(b.name));
}
