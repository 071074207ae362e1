import { dropIndex } from './drop-index.js';
import type { Migration } from './migration.js';

const unclaimed = { claim: null, tries: 0 };

/** What processes claim: the earlier and the new name of a field, further new fields, and the index of the earlier one. */
const collections = [
  { name: 'feeds', from: 'nextFetchAt', to: 'dueAt', set: unclaimed, index: 'nextFetchAt_1' },
  {
    ...{ name: 'conversionimports', from: 'claimedUntil', to: 'dueAt' },
    ...{ set: unclaimed, index: 'state_1_claimedUntil_1' },
  },
  {
    ...{ name: 'peoplelists', from: 'claimedUntil', to: 'dueAt' },
    ...{ set: unclaimed, index: 'state_1_claimedUntil_1' },
  },
  { name: 'picturestates', from: 'attempts', to: 'tries', set: { claim: null } },
];

/** Feeds, imports, lists of people and pictures are claimed like deliveries, by the same fields. */
export const migration: Migration = {
  number: 103,
  name: 'claims',
  async run(db) {
    for (const { name, from, to, set, index } of collections) {
      const collection = db.collection(name);
      await collection.updateMany({ [from]: { $exists: true } }, { $set: set, $rename: { [from]: to } });
      if (index) await dropIndex(collection, index);
    }
  },
};
