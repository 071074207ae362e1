import { copyFile, open, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { digest, SEAL_BYTES, sealOf } from './backup.js';
import { alone } from './exclusive.js';
import { CommandError } from '../bson/errors.js';
import { Storage } from '../storage/storage.js';

/**
 * Puts a backup in the place of a store that holds no documents. Throws DataDirInUse while the store
 * runs, IllegalOperation if it holds any, BadValue if the file is damaged or no backup; nothing is changed then.
 */
export async function restore(dataDir: string, file: string): Promise<void> {
  const bytes = await checkSeal(file);
  await alone(dataDir, async ({ storage, fresh, swap }) => {
    const full = storage.collections().find((collection) => storage.count(collection) > 0);
    if (full)
      throw new CommandError(
        'IllegalOperation',
        `The store in ${dataDir} holds documents (in ${full.name}), and a restore never overwrites. ` +
          `Move the folder ${join(dataDir, 'store')} away, or set DATA_DIR to another folder, and restore again.`,
      );
    const copy = join(fresh, 'data.mdb');
    await copyFile(file, copy);
    await truncate(copy, bytes);
    // Opening it walks it through.
    await new Storage(fresh).close();
    await swap();
  });
}

/** The bytes of a backup before its seal. Throws BadValue unless they are what was sealed. */
async function checkSeal(file: string): Promise<number> {
  const bytes = (await stat(file)).size - SEAL_BYTES;
  const handle = await open(file, 'r');
  try {
    const seal = Buffer.alloc(SEAL_BYTES);
    if (bytes > 0) await handle.read(seal, 0, SEAL_BYTES, bytes);
    if (!seal.toString('latin1').startsWith(sealOf('')))
      throw new CommandError('BadValue', `${file} is not a complete backup of a store`);
    if (seal.toString('latin1') !== sealOf(await digest(file, bytes)))
      throw new CommandError('BadValue', `${file} is damaged: its content is not what was backed up`);
    return bytes;
  } finally {
    await handle.close();
  }
}
