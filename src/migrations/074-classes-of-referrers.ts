import type { Migration } from './migration.js';

interface Recount {
  _id: string;
  before: string;
}

/**
 * Daily rows store from which kinds of places the clicks came. A job counts the days again for which clicks are still
 * stored, so that the start does not wait for it.
 */
export const migration: Migration = {
  number: 74,
  name: 'classes-of-referrers',
  async run(db) {
    await db
      .collection<Recount>('dayrecounts')
      .updateOne({ _id: 'days' }, { $set: { before: '9999-12-31' } }, { upsert: true });
  },
};
