import type { Db } from 'mongodb';
import type { Migration } from './migration.js';

/**
 * Marks all people as changed, so that everything derived from status and time zone, such as the weekly digest, is
 * updated once.
 */
export const migration: Migration = {
  number: 25,
  name: 'changed-people',
  async run(db: Db) {
    await db.collection('users').updateMany({}, { $set: { isChanged: true } });
  },
};
