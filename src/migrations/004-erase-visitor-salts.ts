import type { Migration } from './migration.js';

/**
 * On the embedded store the salts of visitor hashes are files from now on. Those that the data file holds are erased,
 * deleted ones included. Today's visitors get a new salt: who comes again today counts as another visitor, once. On
 * another database the collection stays in use, and `forget-visitors` deletes from it.
 */
export const migration: Migration = {
  number: 4,
  name: 'erase-visitor-salts',
  erases: ['visitorsalts'],
  run: () => Promise.resolve(),
};
