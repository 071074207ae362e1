import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { open, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { newToken } from '../platform/http/tokens.js';

/*
 * One file for each day, in its own folder, readable by its owner only. A database keeps deleted values in its
 * file, its log and its backups; a file can be overwritten. Everything here is synchronous, so that two visits at
 * the same moment get one salt.
 */

const length = newToken().length;

/** The salt of a day. It is on disk before it is used, so that a restart does not change it. */
export function saltInFile(folder: string, day: string): string {
  const known = knownSaltInFile(folder, day);
  if (known) return known;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const [file, salt] = [path.join(folder, day), newToken()];
  writeFileSync(`${file}.new`, salt, { mode: 0o600, flush: true });
  renameSync(`${file}.new`, file);
  return salt;
}

/** The salt of a day, if there is one. */
export function knownSaltInFile(folder: string, day: string): string | undefined {
  try {
    const salt = readFileSync(path.join(folder, day), 'utf8');
    return salt.length === length ? salt : undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * Overwrites the salts of days before this one with random bytes and deletes them. A crash in between leaves no
 * salt.
 */
export async function eraseSaltFiles(folder: string, before: string): Promise<void> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  for (const name of names) {
    const day = /^\d{4}-\d\d-\d\d(?=$|\.new$)/.exec(name)?.[0];
    if (!day || day >= before) continue;
    const file = await open(path.join(folder, name), 'r+');
    try {
      await file.write(newToken(), 0);
      await file.sync();
    } finally {
      await file.close();
    }
    await rm(path.join(folder, name), { force: true });
  }
}
