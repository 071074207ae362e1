import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { sync } from './backup.js';
import { deletedAfter } from './unfinished.js';
import { claim, release, reserve } from '../storage/lock.js';
import { Storage } from '../storage/storage.js';

/** A store that nobody else has open, and a way to give it another data file. */
export interface Alone {
  storage: Storage;
  /** An empty directory on the same file system, for the `data.mdb` to come. */
  fresh: string;
  /** Puts `fresh/data.mdb` in the place of the store's own at once: a crash leaves the one or the other. */
  swap: () => Promise<void>;
}

/** Works on a store that does not run. Throws DataDirInUse, DataFileDamaged. */
export async function alone<T>(dataDir: string, work: (alone: Alone) => Promise<T>): Promise<T> {
  const path = reserve(dataDir);
  const [store, fresh] = [join(path, 'store'), join(path, 'store.unfinished')];
  try {
    await mkdir(store, { recursive: true, mode: 0o700 });
    const storage = new Storage(store);
    try {
      claim(storage.env, dataDir);
      await rm(fresh, { recursive: true, force: true });
      await mkdir(fresh, { mode: 0o700 });
      return await deletedAfter(fresh, () => work({ storage, fresh, swap: () => swap(store, fresh) }));
    } finally {
      // The claim ends here, after the swap, so that nobody can have begun to write into the old file.
      await storage.close();
    }
  } finally {
    release(path);
  }
}

async function swap(store: string, fresh: string): Promise<void> {
  await sync(join(fresh, 'data.mdb'));
  await rename(join(fresh, 'data.mdb'), join(store, 'data.mdb'));
  await sync(store);
  // The lock file counts the transactions of the old file; LMDB makes a new one.
  await rm(join(store, 'lock.mdb'), { force: true });
}
