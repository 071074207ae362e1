import type { Migration } from './migration.js';

/**
 * Counts of tries stood under plain hashes of network and e-mail addresses, which can be found by hashing every address
 * there is. They held for an hour, so nothing is lost with them. The indexes were those of another layout.
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
    // All at once: DocumentDB drops a single one too, but its answer can't be read. New ones are built after this.
    await collection.dropIndexes();
  },
};
