import type { Db, ObjectId } from 'mongodb';
import type { Migration } from './migration.js';

interface StoredPost {
  _id: ObjectId;
  revision?: number;
  status: string;
  publishedAt?: Date | null;
  audienceTeamIds?: ObjectId[];
  topicId?: ObjectId | null;
  level: string;
  history?: { at: Date; action: string }[];
}

const atOnce = 500;
const endings = ['expire', 'recall'];

/**
 * Posts are taken to have been offered since they were published, to those to whom they are offered now, and this is
 * marked as assumed. For posts that are not offered any more, the time at which that ended is taken from their history.
 */
export const migration: Migration = {
  number: 97,
  name: 'offers',
  async run(db: Db) {
    const offers = db.collection<{ _id: string }>('offers');
    let after: ObjectId | undefined;
    for (;;) {
      const posts = await db
        .collection<StoredPost>('posts')
        .find(after ? { _id: { $gt: after } } : {})
        .sort({ _id: 1 })
        .limit(atOnce)
        .toArray();
      if (!posts.length) return;
      after = posts.at(-1)!._id;
      const intervals = posts.flatMap(intervalsOf);
      await offers.bulkWrite(
        intervals.map(({ _id, ...values }) => ({
          updateOne: { filter: { _id }, update: { $setOnInsert: values }, upsert: true },
        })),
      );
    }
  },
};

/** Until when it was offered, and what is so since. A draft has one interval, so that its topic and level are known. */
function intervalsOf({ _id, revision = 1, status, publishedAt, ...post }: StoredPost) {
  const id = `assumed/${_id.toString()}`;
  const facts = {
    postId: _id,
    audienceTeamIds: post.audienceTeamIds ?? [],
    topicId: post.topicId ?? null,
    level: post.level,
    isAssumed: true,
  };
  const isOffered = status === 'published';
  const from = publishedAt ?? new Date(0);
  const ended = (post.history ?? []).filter(({ action }) => endings.includes(action)).at(-1)?.at;
  if (!publishedAt || isOffered || !ended)
    return [{ _id: id, revision, isOffered, from, to: null, ...facts }];
  return [
    // Earlier than what follows, which has the revision of the post.
    { _id: `${id}/offered`, revision: 0, isOffered: true, from, to: ended, ...facts },
    { _id: id, revision, isOffered: false, from: ended, to: null, ...facts },
  ];
}
