import type { Migration } from './migration.js';

const collections = ['conversions', 'conversionsettings', 'conversionwebhooksecrets'];

/** Numbers conversions, their settings and the secret of calls, which have a history from now on. */
export const migration: Migration = {
  number: 80,
  name: 'conversions-with-history',
  async run(db) {
    for (const name of collections)
      await db.collection(name).updateMany({ revision: null }, { $set: { revision: 1 } });
  },
};
