import type { Migration } from './migration.js';

/** Marks all days with results or shares, so that the job counts their roll-ups. Until then reports read rows. */
export const migration: Migration = {
  number: 110,
  name: 'mark-days-for-rollups',
  async run(db) {
    const days = new Set<string>();
    for (const name of ['dailystatistics', 'shares'])
      for (const day of await db.collection(name).distinct('day')) days.add(String(day));
    const markedAt = new Date(0);
    for (const _id of days)
      await db
        .collection<{ _id: string }>('markedperiods')
        .updateOne({ _id }, { $inc: { marks: 1 }, $setOnInsert: { counted: 0, markedAt } }, { upsert: true });
  },
};
