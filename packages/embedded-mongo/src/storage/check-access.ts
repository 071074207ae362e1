import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';

/** This user can't open a file of the store. */
export class DataFileForbidden extends Error {
  constructor(file: string, code: string) {
    super(
      `This user can't read and write ${file} (${code}). ` +
        'All files of the data directory must belong to the user that runs the store.',
    );
    this.name = 'DataFileForbidden';
  }
}

/** LMDB ends the process without a word where it can't open one of its files. Throws DataFileForbidden. */
export function checkAccess(store: string): void {
  for (const file of ['data.mdb', 'lock.mdb'].map((name) => join(store, name)))
    try {
      accessSync(file, constants.R_OK | constants.W_OK);
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException;
      if (code !== 'ENOENT') throw new DataFileForbidden(file, code);
    }
}
