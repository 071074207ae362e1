import type { Document, ObjectId } from 'mongodb';
import { eachDocument } from './each-document.js';
import type { Migration } from './migration.js';

interface StoredPost {
  _id: ObjectId;
  revision?: number;
  topicId?: ObjectId | null;
  level: string;
  placedRevision?: number;
}

/**
 * Topic and level of results come from the post as it is now, and no longer from the day of the sharing. Posts store the
 * revision that placed them, shares and daily rows the one that they were placed by, and tracked links none of it. Of a
 * post that is gone, results stay where they are.
 */
export const migration: Migration = {
  number: 86,
  name: 'results-follow-their-posts',
  async run(db) {
    const collection = db.collection<StoredPost>('posts');
    await eachDocument(collection, ({ placedRevision, revision }) =>
      placedRevision === undefined ? { placedRevision: revision ?? 1 } : undefined,
    );
    const posts = new Map<string, StoredPost>();
    const fields = { topicId: 1, level: 1, placedRevision: 1 };
    for await (const post of collection.find({}, { projection: fields }))
      posts.set(post._id.toString(), post);
    const placed = (postId: unknown, within: string, idOf: (id: ObjectId) => unknown) => {
      const post = posts.get(String(postId));
      if (!post) return { placedRevision: 0 };
      return {
        [`${within}topicId`]: post.topicId ? idOf(post.topicId) : null,
        [`${within}level`]: post.level,
        placedRevision: post.placedRevision,
      };
    };
    await eachDocument(db.collection<Document>('shares'), ({ postId, placedRevision }) =>
      placedRevision === undefined ? placed(postId, '', (id) => id) : undefined,
    );
    await eachDocument(db.collection<Document>('dailystatistics'), ({ labels, placedRevision }) =>
      placedRevision === undefined
        ? placed((labels as Document).postId, 'labels.', (id) => id.toString())
        : undefined,
    );
    await eachDocument(db.collection<Document>('trackedlinks'), ({ labels }) => {
      const { topicId, level, ...ofSharing } = labels as Document;
      return topicId === undefined && level === undefined ? undefined : { labels: ofSharing };
    });
  },
};
