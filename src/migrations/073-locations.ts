import type { Document } from 'mongodb';
import { eachDocument } from './each-document.js';
import type { Migration } from './migration.js';

/**
 * Results are divided by location from now on. What was shared before has none: nobody stored where people were.
 * Null and missing must not be counted as two groups, so the field is there everywhere.
 */
export const migration: Migration = {
  number: 73,
  name: 'locations',
  async run(db) {
    await eachDocument(db.collection<Document>('shares'), ({ locationId }) =>
      locationId === undefined ? { locationId: null } : undefined,
    );
    for (const name of ['trackedlinks', 'dailystatistics'])
      await eachDocument(db.collection<Document>(name), ({ labels }) =>
        (labels as Document).locationId === undefined ? { 'labels.locationId': null } : undefined,
      );
  },
};
