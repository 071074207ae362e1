import type { Migration } from './migration.js';

/**
 * With the embedded store, the salts of visitor hashes are now files. The salts in the data file are erased,
 * including deleted ones. Today's visitors get a new salt, so a visitor who comes again today counts twice, once.
 * On other databases the collection stays in use, and `forget-visitors` deletes from it.
 */
export const migration: Migration = {
  number: 4,
  name: 'erase-visitor-salts',
  erases: ['visitorsalts'],
  run: () => Promise.resolve(),
};
