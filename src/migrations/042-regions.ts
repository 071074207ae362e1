import type { Db } from 'mongodb';
import { knownTimeZone } from '../platform/clock.js';
import { guessRegion } from '../platform/text/regions.js';
import type { Migration } from './migration.js';

/** The organization stores the region whose dates and numbers it writes: at first that of its time zone. */
export const migration: Migration = {
  number: 42,
  name: 'regions',
  async run(db: Db) {
    const organizations = db.collection<Stored>('organizations');
    const found = await organizations.findOne({ region: null });
    if (!found) return;
    const region = guessRegion(knownTimeZone(found.timeZone), found.language ?? 'en');
    await organizations.updateOne({ _id: found._id, region: null }, { $set: { region } });
  },
};

interface Stored {
  timeZone: string;
  language?: string;
  region?: string | null;
}
