import type { Migration } from './migration.js';

/** A draft without a revision gets its first one, and the version that is in force during this migration. */
export const migration: Migration = {
  number: 10,
  name: 'number-guideline-drafts',
  async run(db) {
    const [newest] = await db
      .collection('guidelineversions')
      .find()
      .project<{ version: number }>({ version: 1 })
      .sort({ version: -1 })
      .limit(1)
      .toArray();
    await db
      .collection('guidelinedrafts')
      .updateMany({ revision: null }, { $set: { revision: 1, basedOn: newest?.version ?? 0 } });
  },
};
