import { DateTime, IANAZone } from 'luxon';
import type { Db, ObjectId } from 'mongodb';
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
    // Nothing is asked by it any more; it is not there when an earlier run was interrupted after this.
    const indexes = await posts
      .listIndexes()
      .toArray()
      .catch(() => []);
    if (indexes.some(({ name }) => name === 'status_1_expiresAt_1'))
      await posts.dropIndex('status_1_expiresAt_1');
  },
};
