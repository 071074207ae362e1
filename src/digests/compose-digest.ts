import { addCounts, sumOf } from '../platform/data/sums.js';
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
  /** The first suggested copy, otherwise the summary of the post. */
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
  /** The post with the most visitors. */
  bestTitle: string | null;
}

export interface Digest {
  /** Newest first. The first one is the main suggestion of the week. */
  posts: DigestPost[];
  /** Of the first post. */
  picture: MailPicture | null;
  results: DigestResults | null;
}

const atMost = 5;

/**
 * Composes a person's digest: posts that they have not shared, and the results of their shares from the day of
 * `since` to the day before `now`, in days of the organization. The first digest covers the last seven days. Null
 * when there is nothing to report.
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

// Only complete days, so that each visitor is in exactly one digest.
async function ownResults({ id }: Person, since: Date | null, now: Date): Promise<DigestResults | null> {
  const zone = await organizationTimeZone();
  const today = dayIn(zone, now);
  const to = addDays(today, -1);
  const from = since ? dayIn(zone, since) : addDays(today, -7);
  const byPost = await sumStatistics({ from, to, by: 'post', where: { advocateId: id } });
  const total = (pick: 'clicks' | 'visitors') => sumOf(byPost.map((row) => row[pick]));
  const conversions = Object.entries(addCounts(byPost.map((row) => row.conversions)));
  if (!total('clicks') && !conversions.length) return null;

  const best = byPost.reduce((most, row) => (row.visitors > most.visitors ? row : most));
  return {
    from,
    to,
    clicks: total('clicks'),
    visitors: total('visitors'),
    conversions: conversions.map(([kind, count]) => ({ kind, count })).sort((a, b) => b.count - a.count),
    bestTitle: (best.visitors && (await findPosts([best.key])).get(best.key)?.title) || null,
  };
}
