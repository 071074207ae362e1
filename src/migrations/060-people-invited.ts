import type { Db, ObjectId } from 'mongodb';
import { dropIndex } from './drop-index.js';
import type { Migration } from './migration.js';

const atOnce = 500;

/**
 * Records when invited people got their invitation: until now, everybody got it when they were added. Changed people
 * are found by an index with their status, which replaces one without it.
 */
export const migration: Migration = {
  number: 60,
  name: 'people-invited',
  async run(db: Db) {
    const users = db.collection<{ status: string; joinedAt: Date; invitedAt?: Date }>('users');
    const waiting = { status: 'invited', invitedAt: { $exists: false } };
    // Each round takes those that are left, so an interrupted one is continued by the next run.
    for (;;) {
      const found = await users
        .find(waiting)
        .project<{ _id: ObjectId; joinedAt: Date }>({ joinedAt: 1 })
        .limit(atOnce)
        .toArray();
      if (!found.length) break;
      await users.bulkWrite(
        found.map(({ _id, joinedAt }) => ({
          updateOne: { filter: { _id }, update: { $set: { invitedAt: joinedAt } } },
        })),
      );
    }
    await dropIndex(users, 'isChanged_1');
  },
};
