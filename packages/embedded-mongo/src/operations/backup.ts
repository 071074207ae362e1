import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { appendFile, chmod, copyFile, lstat, open, rename } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import type { RootDatabase } from 'lmdb';
import { inUnfinished } from './unfinished.js';
import { CommandError } from '../bson/errors.js';

/** The last bytes of a backup: LMDB has no checksums, so the file carries one of everything before. */
const SEAL = 'groundswell-backup-1 sha256 ';
export const SEAL_BYTES = SEAL.length + 64;

/**
 * Copies the store into a new file while it goes on working: what was acknowledged before the call is in
 * it, and it is the store as it was at one moment. The file appears under its name when it is complete
 * and on disk. `path` is absolute. Throws BadValue, NamespaceExists and what the file system throws.
 */
export async function backup(env: RootDatabase<Buffer, Buffer>, path: string): Promise<void> {
  await makeFile(path, async (copy) => {
    await env.backup(dirname(copy), true);
    await appendFile(copy, sealOf(await digest(copy)));
  });
}

/**
 * Moves a backup to its place, which may be on another file system. Throws as `backup` does, and makes it as whole.
 * Throws BadValue for a link: what it leads to is not ours to move.
 */
export async function moveBackup(from: string, path: string): Promise<void> {
  if (!(await lstat(from)).isFile()) throw new CommandError('BadValue', `${from} is not a file`);
  await makeFile(path, (copy) =>
    rename(from, copy).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EXDEV') throw error;
      return copyFile(from, copy);
    }),
  );
}

/** Throws BadValue, NamespaceExists if a backup can't be put there. */
export function checkPlace(path: string): void {
  if (!isAbsolute(path)) throw new CommandError('BadValue', 'a backup needs the absolute path of a new file');
  if (existsSync(path)) throw new CommandError('NamespaceExists', `${path} exists already; name a new file`);
  if (!existsSync(dirname(path)))
    throw new CommandError('BadValue', `there is no folder ${dirname(path)} to put the backup in`);
}

async function makeFile(path: string, fill: (copy: string) => Promise<void>): Promise<void> {
  checkPlace(path);
  await inUnfinished(path, async (unfinished) => {
    const copy = join(unfinished, 'data.mdb');
    await fill(copy);
    await chmod(copy, 0o600);
    await sync(copy);
    await rename(copy, path);
    await sync(dirname(path));
  });
}

/** The last bytes of a backup with this checksum. */
export function sealOf(sha256: string): string {
  return SEAL + sha256;
}

/** The SHA-256 of the first `bytes` of a file, in hex. */
export async function digest(file: string, bytes = Infinity): Promise<string> {
  const hash = createHash('sha256');
  if (bytes > 0)
    for await (const chunk of createReadStream(file, { end: bytes - 1 })) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/** Waits until the disk has a file, or the names in a directory. */
export async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
