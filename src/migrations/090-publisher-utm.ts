import type { Document } from 'mongodb';
import { eachDocument } from './each-document.js';
import type { Migration } from './migration.js';

/** Each feed says what becomes of the publisher's campaign parameters: at first, drafts leave them out. */
export const migration: Migration = {
  number: 90,
  name: 'publisher-utm',
  async run(db) {
    await eachDocument(db.collection<Document>('feeds'), ({ publisherUtm }) =>
      publisherUtm === undefined ? { publisherUtm: 'drop' } : undefined,
    );
  },
};
