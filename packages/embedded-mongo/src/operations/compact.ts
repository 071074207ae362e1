import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { alone } from './exclusive.js';
import { CommandError } from '../bson/errors.js';
import { Storage } from '../storage/storage.js';

/**
 * Rewrites the data file without what was removed: its pages and its bytes. Returns the bytes of the file before
 * and after. Throws DataDirInUse while the store runs, DataFileDamaged.
 */
export function compact(dataDir: string): Promise<{ before: number; after: number }> {
  return alone(dataDir, async ({ storage, fresh, swap }) => {
    const { size: before } = await stat(join(dataDir, 'store', 'data.mdb'));
    await storage.sweep();
    await storage.rewrite(fresh);
    const copy = new Storage(fresh);
    const same = summary(copy) === summary(storage);
    await copy.close();
    if (!same)
      throw new CommandError('InternalError', 'the copy differs from the store; nothing was changed');
    const { size: after } = await stat(join(fresh, 'data.mdb'));
    await swap();
    return { before, after };
  });
}

function summary(storage: Storage): string {
  return JSON.stringify(
    storage.collections().map((each) => [each.db, each.name, each.indexes.length, storage.count(each)]),
  );
}
