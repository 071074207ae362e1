import { statSync } from 'node:fs';
import { CannotStart } from '../platform/start-errors.js';

/** Root can write into a folder of any owner, and what it writes there belongs to root. */
export const isRootInForeignFolder = (user: number | undefined, owner: number | undefined): boolean =>
  user === 0 && owner !== undefined && owner !== 0;

/**
 * Refuses to work as root on a data folder that belongs to another user: the portal can't open files of root.
 * @throws CannotStart, before anything is written
 */
export function refuseRoot(dataDir: string): void {
  const owner = statSync(dataDir, { throwIfNoEntry: false })?.uid;
  if (!isRootInForeignFolder(process.geteuid?.(), owner)) return;
  throw new CannotStart(
    `${dataDir} belongs to user ${owner}, who could not open what root writes there.\n` +
      `Run this as that user: sudo -u '#${owner}' npm run …\n` +
      `If the portal itself runs as root, give the folder to root first: chown root ${dataDir}`,
  );
}
