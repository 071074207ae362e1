import { listOfferedPosts, findPosts } from '../posts/index.js';
import { findPictures, mailPictureOf, type MailPicture } from '../files/index.js';
import { organizationTimeZone } from '../organization/index.js';
import { dayIn } from '../platform/clock.js';
import { addDays } from '../platform/text/days.js';
import type { Services } from '../services.js';
import { sharedNetworks } from '../sharing/index.js';
import { sumStatistics } from '../statistics/index.js';
import type { Person } from '../people/index.js';

export interface DigestPost {
  id: string;
  title: string;
  /** Language of title and copy. */
  language: string;
  /** The first suggested copy, or what the post says of itself. */
  copy: string;
}

export interface DigestResults {
  /** First and last day, both complete: `2026-11-16`. */
  from: string;
  to: string;
  clicks: number;
  visitors: number;
  /** By kind, the most frequent first. */
  conversions: { kind: string; count: number }[];
  /** The post that brought most visitors. */
  bestTitle: string | null;
}

export interface Digest {
  /** Newest first; the first is the one thing to do this week. */
  posts: DigestPost[];
  /** Of the first post. */
  picture: MailPicture | null;
  results: DigestResults | null;
}

const atMost = 5;

/**
 * What one person's digest says: posts they have not shared, and what their own shares brought from the day of
 * `since` to the day before `now`, in days of the organization; of the last seven days before the first digest. Null
 * when there is nothing to say.
 */
export async function composeDigest(
  services: Services,
  { person, since, now = services.clock.now() }: { person: Person; since: Date | null; now?: Date },
): Promise<Digest | null> {
  const [offered, shared, results] = await Promise.all([
    listOfferedPosts(services, person),
    sharedNetworks(person.id),
    ownResults(person, since, now),
  ]);
  const chosen = offered.filter(({ id }) => !shared.has(id)).slice(0, atMost);
  const [first] = chosen;
  const picture = first ? mailPictureOf(services, first, await findPictures([first])) : null;
  const posts = chosen.map(({ id, title, language, suggestedCopy, summary }) => ({
    id,
    title,
    language,
    copy: suggestedCopy[0] ?? summary,
  }));
  return posts.length || results ? { posts, picture, results } : null;
}

// Complete days only, so that no visitor is told of twice and none is left out.
async function ownResults({ id }: Person, since: Date | null, now: Date): Promise<DigestResults | null> {
  const zone = await organizationTimeZone();
  const today = dayIn(zone, now);
  const to = addDays(today, -1);
  const from = since ? dayIn(zone, since) : addDays(today, -7);
  const byPost = await sumStatistics({ from, to, by: 'post', where: { advocateId: id } });
  const total = (pick: 'clicks' | 'visitors') => byPost.reduce((sum, row) => sum + row[pick], 0);
  const conversions = new Map<string, number>();
  for (const row of byPost)
    for (const [kind, count] of Object.entries(row.conversions))
      conversions.set(kind, (conversions.get(kind) ?? 0) + count);
  if (!total('clicks') && !conversions.size) return null;

  const best = byPost.reduce((most, row) => (row.visitors > most.visitors ? row : most));
  return {
    from,
    to,
    clicks: total('clicks'),
    visitors: total('visitors'),
    conversions: [...conversions].map(([kind, count]) => ({ kind, count })).sort((a, b) => b.count - a.count),
    bestTitle: (best.visitors && (await findPosts([best.key])).get(best.key)?.title) || null,
  };
}
