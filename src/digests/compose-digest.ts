import { getOrganization } from '../organization/index.js';
import { listOfferedPosts, type OfferedPost } from '../posts/index.js';
import { findPictures, mailPictureOf, type MailPicture } from '../files/index.js';
import { currentDisclosures, disclosureFor } from '../guidelines/index.js';
import type { Services } from '../services.js';
import { firstWords, sharedNetworks, usualNetworks, type NetworkName } from '../sharing/index.js';
import type { Person } from '../people/index.js';
import { latestPublicThanks } from '../recognition/index.js';
import { ownResults, type DigestResults } from './own-results.js';

interface DigestPost {
  id: string;
  title: string;
  /** Language of title and words. */
  language: string;
  picture: MailPicture;
}

export interface Digest {
  /** The one post to share this week: the newest that the reader has not shared. */
  first:
    | (DigestPost & {
        /** The copy that the reader's page offers first, otherwise the summary of the post. */
        words: string;
        /** What the page puts before these words; empty: nothing. */
        disclosure: string;
        /** The network they used last, then two more that suit them. */
        networks: NetworkName[];
      })
    | null;
  /** At most two, newest first, with small pictures. */
  more: (DigestPost & { topic: string; publishedAt: Date })[];
  results: DigestResults | null;
  /** The latest of what colleagues chose to show to everybody since the last digest. It is no reason for a digest. */
  thanks: Awaited<ReturnType<typeof latestPublicThanks>>;
}

const atMost = 3;
const week = 7 * 24 * 60 * 60 * 1_000;

/**
 * Composes a person's digest: posts that they have not shared, and the results of their shares from the day of
 * `since` to the day before `now`, in days of the organization. The first digest covers the last seven days. Null
 * when there is nothing to report.
 */
export async function composeDigest(
  services: Services,
  { person, since, now = services.clock.now() }: { person: Person; since: Date | null; now?: Date },
): Promise<Digest | null> {
  const [offered, shared, networks, disclosures, results, organization] = await Promise.all([
    listOfferedPosts(services, person),
    sharedNetworks(person.id),
    usualNetworks(person.id),
    currentDisclosures(),
    ownResults(person, since, now),
    getOrganization(),
  ]);
  // While sharing is paused, there is nothing to do.
  const chosen = organization?.pause ? [] : offered.filter(({ id }) => !shared.has(id)).slice(0, atMost);
  if (!chosen.length && !results) return null;

  const stored = await findPictures(chosen);
  const shownPost = (post: OfferedPost, size: 'large' | 'small'): DigestPost => ({
    id: post.id,
    title: post.title,
    language: post.language,
    picture: mailPictureOf(services, post, stored, size),
  });
  const [first, ...more] = chosen;
  return {
    first: first
      ? {
          ...shownPost(first, 'large'),
          ...wordsFor(person, first, disclosureFor(disclosures, first.language)),
          networks,
        }
      : null,
    more: more.map((post) => ({
      ...shownPost(post, 'small'),
      topic: post.topic?.name ?? '',
      publishedAt: post.publishedAt,
    })),
    results,
    thanks: await latestPublicThanks(since ?? new Date(now.getTime() - week), now),
  };
}

function wordsFor(person: Person, post: OfferedPost, disclosure: string) {
  const offered = firstWords(person.id, post, disclosure);
  return offered.words ? offered : { words: post.summary, disclosure: '' };
}
