import type { Db, Document, ObjectId } from 'mongodb';
import type { Migration } from './migration.js';

const batch = 200;

/**
 * Each published post stores its approved title and last day. If it was changed since, these are not known: its
 * title stays as it is, and its links end as they would have before. A last day from the year 3000 on means none,
 * as in the form.
 */
export const migration: Migration = {
  number: 41,
  name: 'approved-titles-and-last-days',
  async run(db: Db) {
    const posts = db.collection('posts');
    await posts.updateMany(
      { $or: [{ lastDay: { $gte: '3000' } }, { lastDay: /^\+/ }] },
      { $set: { lastDay: null } },
    );
    for (;;) {
      const some = await posts
        .find({ linkState: { $ne: null }, 'linkState.lastDay': { $exists: false } })
        .project<PublishedPost>({ status: 1, title: 1, lastDay: 1, linkState: 1, history: 1 })
        .limit(batch)
        .toArray();
      for (const { _id, title, linkState, ...post } of some) {
        const lastDay = (isAsPublished(post) && post.lastDay) || null;
        const missing = isAsPublished(post) && !linkState.title;
        await posts.updateOne(
          { _id },
          { $set: { 'linkState.lastDay': lastDay, ...(missing && { 'linkState.title': title }) } },
        );
      }
      if (some.length < batch) break;
    }
  },
};

interface PublishedPost extends Document {
  _id: ObjectId;
  status: string;
  title: string;
  lastDay?: string | null;
  linkState: { title?: string };
  history?: { action: string }[];
}

/** True when the current text of the post is approved: any change that needs approval returns it to review. */
function isAsPublished({ status, history = [] }: Pick<PublishedPost, 'status' | 'history'>): boolean {
  if (status === 'published') return true;
  const published = history.findLastIndex(({ action }) => action === 'publish');
  return published >= 0 && !history.slice(published).some(({ action }) => action === 'revise');
}
