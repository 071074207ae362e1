import type { Db } from 'mongodb';
import type { Migration } from './migration.js';

/**
 * Ids of conversions lose the blanks around them, which the API and the script stored: an id that is sent again is known
 * without them. One whose id another conversion has already stays as it is, and is counted as it was.
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
