import { createReadStream } from 'node:fs';
import { readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { newToken } from '../platform/tokens.js';
import { open, sealed } from './journal.js';

/** In the names of the segments that this process has taken. */
const mine = newToken().slice(0, 8);
/** Milliseconds after which another process takes over a segment that was taken and is still there. */
const abandonedAfter = 15_000;
const batchSize = 1_000;

interface Drain {
  folder: string;
  now: Date;
  /** Handed some lines at a time; a line may come again. */
  take: (lines: string[]) => Promise<void>;
}

/**
 * Hands over all lines of the folder's segments, and deletes each segment after `take` has resolved for all of it.
 * So each line is handed over at least once, whatever ends when. Rejects as `take` does.
 */
export async function drainJournal({ folder, now, take }: Drain): Promise<void> {
  for (const name of await readdir(folder)) {
    const segment = await claim(path.join(folder, name), now);
    if (!segment) continue;
    let lines: string[] = [];
    for await (const line of createInterface({ input: createReadStream(segment) })) {
      // Zeros stand where no line has been written yet.
      const [written] = line.split('\0', 1);
      if (!written) continue;
      lines.push(written);
      if (lines.length < batchSize) continue;
      await take(lines);
      lines = [];
    }
    if (lines.length) await take(lines);
    await rm(segment, { force: true });
  }
}

/** Renames a segment, so that nobody writes to it and one process drains it. Null when it is another's. */
async function claim(file: string, now: Date): Promise<string | null> {
  if (file.includes(`.${mine}.`)) return file;
  const [token] = path.basename(file).split('.');
  const claimed = path.join(path.dirname(file), `${token}.${mine}.taken`);
  try {
    const { size, ctimeMs } = await stat(file);
    const isFree = file.endsWith(sealed) || (file.endsWith(open) && size > 0);
    if (!isFree && now.getTime() - ctimeMs < abandonedAfter) return null;
    await rename(file, claimed);
    return claimed;
  } catch (error) {
    // Another process was quicker.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
