import type { Db } from 'mongodb';
import type { Migration } from './migration.js';

/**
 * Removes blanks around the ids of conversions, which the API and the script stored: an id without them is now
 * recognised. If another conversion already has the trimmed id, the id stays as it is and counts as before.
 */
export const migration: Migration = {
  number: 31,
  name: 'trim-conversion-ids',
  async run(db: Db) {
    const conversions = db.collection('conversions');
    const fields = { kind: 1, externalId: 1, origin: 1 };
    for await (const { _id, ...known } of conversions.find({}, { projection: fields })) {
      const externalId = (known.externalId as string).trim();
      if (externalId === known.externalId || !externalId) continue;
      if (await conversions.findOne({ ...known, externalId })) continue;
      await conversions.updateOne({ _id }, { $set: { externalId } });
    }
  },
};
