import { pageOf, type Place } from '../platform/data/paging.js';
import { listOfferedPosts, type OfferedPost } from '../posts/index.js';
import { sharedNetworks, type NetworkName } from '../sharing/index.js';
import type { Services } from '../services.js';
import type { Person } from '../people/index.js';

const pageSize = 20;

export interface FeedPage extends Place {
  /** Newest first, each with the networks that this person has shared it on. */
  posts: (OfferedPost & { sharedOn: NetworkName[] })[];
  /** Topics that have posts, by name. */
  topics: { id: string; name: string }[];
  /** How many of all posts offered to this person they have not shared yet. */
  unshared: number;
  /** Why there are no posts; null when there are some. */
  empty: 'no-posts' | 'none-of-followed-topics' | 'none-of-topic' | null;
}

/** The posts that this person can share today: for their team, of the topics they follow, or of one topic. */
export async function getFeed(
  services: Services,
  { person, topicId, page }: { person: Person; topicId: string | null; page: number },
): Promise<FeedPage> {
  const { teamId, topicIds } = person;
  const [offered, shared] = await Promise.all([
    listOfferedPosts(services, { teamId, topicIds }),
    sharedNetworks(person.id),
  ]);
  const wanted = topicId ? offered.filter((post) => post.topic?.id === topicId) : offered;
  const { skip, ...place } = pageOf(page, { total: wanted.length, size: pageSize });
  const posts = wanted.slice(skip, skip + pageSize);
  const hidden = async () =>
    topicIds.length > 0 && (await listOfferedPosts(services, { teamId, topicIds: [], limit: 1 })).length > 0;
  return {
    posts: posts.map((post) => ({ ...post, sharedOn: shared.get(post.id) ?? [] })),
    topics: topicsOf(offered),
    ...place,
    unshared: offered.filter((post) => !shared.has(post.id)).length,
    empty: wanted.length
      ? null
      : offered.length
        ? 'none-of-topic'
        : (await hidden())
          ? 'none-of-followed-topics'
          : 'no-posts',
  };
}

function topicsOf(posts: OfferedPost[]): { id: string; name: string }[] {
  const topics = posts.flatMap(({ topic }) => topic ?? []);
  const byId = new Map(topics.map((topic) => [topic.id, topic]));
  return [...byId.values()].sort((a, b) => a.name.localeCompare(b.name));
}
