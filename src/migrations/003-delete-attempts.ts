import type { Migration } from './migration.js';

/**
 * The counters of attempts were stored under unkeyed hashes of networks and e-mail addresses, which can be found
 * by hashing every possible address. They were valid for an hour only, so they are deleted. Their indexes belong
 * to an older layout.
 */
export const migration: Migration = {
  number: 3,
  name: 'delete-attempts',
  erases: ['attempts'],
  async run(db) {
    const [attempts] = await db.listCollections({ name: 'attempts' }).toArray();
    if (!attempts) return;
    const collection = db.collection('attempts');
    await collection.deleteMany({});
    // All indexes at once: DocumentDB can drop a single one too, but the driver can't read its answer. New ones
    // are built afterwards.
    await collection.dropIndexes();
  },
};
