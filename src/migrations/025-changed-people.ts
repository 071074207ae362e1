import type { Db } from 'mongodb';
import type { Migration } from './migration.js';

/** Everybody is looked at once more by what follows a person's status and time zone, such as the weekly digest. */
export const migration: Migration = {
  number: 25,
  name: 'changed-people',
  async run(db: Db) {
    await db.collection('users').updateMany({}, { $set: { isChanged: true } });
  },
};
