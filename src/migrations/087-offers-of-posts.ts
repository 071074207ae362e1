import type { Collection, Db, ObjectId } from 'mongodb';
import type { Migration } from './migration.js';

interface StoredPost {
  _id: ObjectId;
  revision?: number;
  status: string;
  title: string;
  link: string;
  suggestedCopy?: string[];
  language: string;
  topicId?: ObjectId | null;
  level: string;
  audienceTeamIds?: ObjectId[];
  lastDay?: string | null;
  history?: { at: Date; action: string }[];
}

interface StoredOffer {
  _id: string;
}

/** The status that a post has after an action, as far as it says whether the post is offered. */
const statusAfter: Record<string, string> = {
  draft: 'draft',
  submit: 'in-review',
  approve: 'approved',
  publish: 'published',
  expire: 'expired',
  recall: 'recalled',
  restore: 'in-review',
  return: 'draft',
  // Until a change could wait next to a published post.
  revise: 'in-review',
};

/**
 * The intervals of a post. Since when it had its status is known from its history. What it offered to whom before the
 * upgrade was not stored, so its words, audience and level of today are assumed.
 */
function offersOf({ _id, revision = 1, status, history = [], ...post }: StoredPost) {
  const steps = history.flatMap(({ at, action }, n) => {
    const after = n === 0 ? 'draft' : statusAfter[action];
    return after ? [{ at, status: after }] : [];
  });
  const changes = steps.filter((step, n) => step.status !== steps[n - 1]?.status);
  const known = changes.length ? changes : [{ at: new Date(0), status }];
  return known.map((step, n) => {
    const isLast = n === known.length - 1;
    return {
      _id: `assumed/${_id.toString()}/${n + 1}`,
      // Revisions of the past are not known: these only keep the order.
      ...{ postId: _id, revision: revision - (known.length - 1 - n) },
      ...{ title: post.title, link: post.link, language: post.language, level: post.level },
      suggestedCopy: post.suggestedCopy ?? [],
      topicId: post.topicId ?? null,
      audienceTeamIds: post.audienceTeamIds ?? [],
      lastDay: post.lastDay ?? null,
      status: isLast ? status : step.status,
      from: step.at,
      to: known[n + 1]?.at ?? null,
      isAssumed: true,
    };
  });
}

/** Posts get the intervals in which they were offered, as far as they are known, marked as assumed. */
export const migration: Migration = {
  number: 87,
  name: 'offers-of-posts',
  async run(db: Db) {
    const offers: Collection<StoredOffer> = db.collection('offers');
    for await (const post of db.collection<StoredPost>('posts').find().sort({ _id: 1 }))
      await offers.bulkWrite(
        offersOf(post).map(({ _id, ...values }) => ({
          updateOne: { filter: { _id }, update: { $setOnInsert: values }, upsert: true },
        })),
      );
  },
};
