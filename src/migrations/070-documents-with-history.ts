import type { Migration } from './migration.js';

/** The collections whose documents have a history from now on. */
const collections = [
  ...['users', 'teams', 'organizations', 'topics', 'posts', 'shares', 'feeds', 'apikeys', 'subscriptions'],
  ...['guidelineversions', 'guidelinedrafts'],
];

/** Numbers the documents of kinds with history: the revision of the next change, and so of its event, is 2. */
export const migration: Migration = {
  number: 70,
  name: 'documents-with-history',
  async run(db) {
    for (const name of collections)
      await db
        .collection(name)
        .updateMany({ $or: [{ revision: 0 }, { revision: null }] }, { $set: { revision: 1 } });
  },
};
