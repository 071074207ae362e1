import { DateTime, IANAZone } from 'luxon';
import type { Db, ObjectId } from 'mongodb';
import { dropIndex } from './drop-index.js';
import type { Migration } from './migration.js';

const batch = 500;

/**
 * The last day of a post becomes a day in the organization's zone. It was the last moment of that day in an
 * editor's zone.
 */
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
        const end = expiresAt instanceof Date ? DateTime.fromJSDate(expiresAt, { zone }) : null;
        // A year that far ahead meant no end, and days of the year 10000 have another format.
        const lastDay = end && end.year < 3000 ? end.toISODate() : null;
        await posts.updateOne({ _id }, { $set: { lastDay }, $unset: { expiresAt: '' } });
      }
      if (some.length < batch) break;
    }
    // No query uses this index any more.
    await dropIndex(posts, 'status_1_expiresAt_1');
  },
};
