import { existsSync } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Db } from 'mongodb';
import { recordBackup } from '../platform/data/last-backup.js';
import { CannotStart } from '../platform/start-errors.js';
import type { Services } from '../services.js';
import { stateOf } from './migration-state.js';

/**
 * Copies the embedded store into `dataDir/backups` before the first migration and returns the file. A run that
 * continues after a crash uses the backup from its beginning, because the current data is half migrated.
 * @throws CannotStart when the backup can't be written; then nothing was changed
 */
export async function backUpFirst(
  db: Db,
  dataDir: string,
  from: number,
  { clock, log }: Pick<Services, 'clock' | 'log'>,
): Promise<string> {
  const made = (await stateOf(db).findOne({ _id: 'migrations' }))?.backup;
  if (made && existsSync(made)) return made;
  const folder = path.resolve(dataDir, 'backups');
  // As in 2026-11-21T093000Z-before-migrating-from-3: without colons, which some file systems refuse.
  const moment = clock
    .now()
    .toISOString()
    .replace(/:|\.\d+/g, '');
  const file = path.join(folder, `${moment}-before-migrating-from-${from}.backup`);
  log.info({ event: 'migration.backup-begun', file }, `backing up the database to ${file}`);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    // Deletes the copy of a run that was killed: it contains personal data, and nobody would look for it.
    const begun = (await readdir(folder)).filter((name) => /-before-migrating-.*\.unfinished-/.test(name));
    await Promise.all(begun.map((name) => rm(path.join(folder, name), { recursive: true })));
    await db.admin().command({ groundswellBackup: file });
    await recordBackup(dataDir, clock.now());
  } catch (error) {
    throw new CannotStart(
      `The backup before migrating could not be written to ${file}: ${(error as Error).message}\n` +
        'Nothing was migrated. Is there enough space on that disk?',
    );
  }
  await stateOf(db).updateOne({ _id: 'migrations' }, { $set: { backup: file } });
  return file;
}
