import type { Db, Document, ObjectId } from 'mongodb';
import type { Migration } from './migration.js';

const batch = 200;

/** What the links of a post do since the last of these actions in its history. */
const switches: Record<string, string | null> = { publish: null, expire: 'expired', recall: 'withdrawn' };

/**
 * Each post gets a revision number, and stores what its tracked links do since which revision. Each link stores
 * the revision that its state comes from. The next run of `publish-posts` switches links that differ from their
 * post.
 */
export const migration: Migration = {
  number: 5,
  name: 'number-changes-of-posts',
  async run(db: Db) {
    const posts = db.collection('posts');
    await posts.updateMany({ revision: { $exists: false } }, { $set: { revision: 1 } });
    for (;;) {
      const some = await posts
        .find({ linkState: { $exists: false } })
        .project({ status: 1, revision: 1, link: 1, history: 1, publishedAt: 1 })
        .limit(batch)
        .toArray();
      for (const post of some) await migratePost(db, post as StoredPost);
      if (some.length < batch) break;
    }
    await db
      .collection('trackedlinks')
      .updateMany({ appliedRevision: { $exists: false } }, { $set: { appliedRevision: 0 } });
  },
};

interface StoredPost extends Document {
  _id: ObjectId;
  revision: number;
  status: string;
  link: string;
  publishedAt?: Date | null;
  history?: { action: string }[];
}

async function migratePost(db: Db, post: StoredPost): Promise<void> {
  const { _id, revision } = post;
  const links = db.collection('trackedlinks');
  const ofPost = { 'labels.postId': _id.toString() };
  const last = post.history?.findLast(({ action }) => action in switches);
  const wasPublished = post.publishedAt || last?.action === 'recall';
  const switchedOff = last ? switches[last.action]! : null;
  // A post in review may have a new link, while its tracked links still lead to the approved one.
  const open = ['published', 'expired', 'recalled'].includes(post.status)
    ? null
    : await links.findOne(ofPost, { sort: { createdAt: -1 } });
  const target = (open?.target as string | undefined) ?? post.link;
  const linkState = wasPublished ? { revision, switchedOff, target } : null;
  const agrees = { ...ofPost, appliedRevision: { $exists: false }, switchedOff, target };
  if (linkState) await links.updateMany(agrees, { $set: { appliedRevision: revision } });
  await db
    .collection('posts')
    .updateOne(
      { _id, linkState: { $exists: false } },
      { $set: { linkState, linksPending: linkState !== null } },
    );
}
