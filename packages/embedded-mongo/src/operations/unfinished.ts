import { mkdtempSync, rmSync } from 'node:fs';
import { lstat, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** The folders in which this thread makes copies of a store. */
const folders = new Set<string>();

/** Works in a new folder, `<path>.unfinished-<six characters>`, and deletes it. */
export async function inUnfinished<T>(path: string, work: (folder: string) => Promise<T>): Promise<T> {
  // Not in a later turn, so that `deleteUnfinished` knows each folder that is there.
  const folder = mkdtempSync(`${path}.unfinished-`);
  return deletedAfter(folder, () => work(folder));
}

/** Deletes a folder when the work in it has ended. */
export async function deletedAfter<T>(folder: string, work: () => Promise<T>): Promise<T> {
  folders.add(folder);
  try {
    return await work();
  } finally {
    await rm(folder, { recursive: true, force: true });
    folders.delete(folder);
  }
}

/** Deletes, before it returns, what the work that goes on has written: for a process that a signal ends. */
export function deleteUnfinished(): void {
  // Another thread or process may add a file meanwhile, so that the folder is not empty: hence the retries.
  for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

/**
 * Deletes the folders of unfinished copies in `dir` that nothing was added to since then: of killed processes. One that
 * can't be deleted is logged.
 */
export async function deleteLeftOver(
  dir: string,
  since: Date,
  log: (message: string) => void,
): Promise<void> {
  const names = await readdir(dir).catch(() => []);
  for (const path of names.filter((name) => UNFINISHED.test(name)).map((name) => join(dir, name))) {
    const found = await lstat(path).catch(() => undefined);
    if (found?.isDirectory() && found.mtime < since)
      await rm(path, { recursive: true, force: true }).catch((error: Error) => log(error.message));
  }
}

/** With or without the characters of `inUnfinished`: compact and restore use `store.unfinished`. */
const UNFINISHED = /\.unfinished(-\w{6})?$/;
