import type { PostLabels } from '../links/index.js';
import type { Person } from '../people/index.js';
import type { OfferedPost } from '../posts/index.js';
import { idFrom } from '../platform/http/tokens.js';
import type { NetworkName } from './networks.js';
import type { Origin } from './share.model.js';
import { copyUsedIn, firstCopy } from './suggested-copy.js';

/**
 * One share for each advocate, post and network: its id is derived from them, so that a retry finds the same
 * share.
 */
export function shareIdOf(...parts: [advocateId: string, postId: string, network: NetworkName]): string {
  return idFrom(parts.join(' '));
}

interface Situation {
  at: Date;
  /** In the organization's zone. */
  day: string;
  person: Pick<Person, 'id' | 'teamId' | 'locationId'>;
  post: Pick<OfferedPost, 'id' | 'suggestedCopy' | 'publishedRevision'>;
  /** Where the post belonged. */
  labels: PostLabels;
  /** The person's own words. */
  words: string;
  guidelineVersion: number;
  origin?: Origin | undefined;
  /** Which suggestion they were offered, counted from 1 in their own order. */
  place?: number | undefined;
}

/** The facts of a preparing, as a share stores them. */
export function preparingOf({ at, day, person, post, labels, words, ...given }: Situation) {
  const { guidelineVersion, origin = 'direct', place = 1 } = given;
  const { suggestedCopy: copies, publishedRevision: postRevision } = post;
  return {
    ...{ at, day, teamId: person.teamId, locationId: person.locationId },
    ...labels,
    ...{ postRevision, guidelineVersion, origin },
    copyOffered: (firstCopy(copies, person.id, post.id) + place - 1) % copies.length,
    copyUsed: copyUsedIn(words, copies),
    hasWords: words !== '',
  };
}
