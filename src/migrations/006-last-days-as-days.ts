import { DateTime, IANAZone } from 'luxon';
import type { Db, ObjectId } from 'mongodb';
import { dropIndex } from './drop-index.js';
import type { Migration } from './migration.js';

const batch = 500;

/** The last day of a post is a day of the organization's zone, where it was the last moment of an editor's day. */
export const migration: Migration = {
  number: 6,
  name: 'last-days-as-days',
  async run(db: Db) {
    const organization = await db.collection('organizations').findOne({ only: true });
    const stored = String(organization?.timeZone);
    const zone = IANAZone.isValidZone(stored) ? stored : 'utc';
    const posts = db.collection('posts');
    for (;;) {
      const some = await posts
        .find({ expiresAt: { $exists: true } })
        .project<{ _id: ObjectId; expiresAt?: unknown }>({ expiresAt: 1 })
        .limit(batch)
        .toArray();
      for (const { _id, expiresAt } of some) {
        const lastDay =
          expiresAt instanceof Date ? DateTime.fromJSDate(expiresAt, { zone }).toISODate() : null;
        await posts.updateOne({ _id }, { $set: { lastDay }, $unset: { expiresAt: '' } });
      }
      if (some.length < batch) break;
    }
    // No query uses it any more.
    await dropIndex(posts, 'status_1_expiresAt_1');
  },
};
