import { createReadStream } from 'node:fs';
import { readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { newToken } from '../platform/http/tokens.js';
import { open, sealed } from './journal.js';

/** In the names of the segments that this process has taken. */
const mine = newToken().slice(0, 8);
/** Milliseconds after which another process takes over a segment that was taken and is still there. */
const abandonedAfter = 15_000;
/** Bytes read at once: about a thousand lines. */
const batchSize = 1 << 18;

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
    for await (const lines of linesOf(segment)) if (lines.length) await take(lines);
    await rm(segment, { force: true });
  }
}

/** The lines of a segment that were written whole, some at a time. */
async function* linesOf(segment: string): AsyncGenerator<string[]> {
  let begun = '';
  // Not readline: it leaves the file open when whoever takes the lines gives up.
  for await (const chunk of createReadStream(segment, { encoding: 'utf8', highWaterMark: batchSize })) {
    const lines = `${begun}${chunk as string}`.split('\n');
    begun = lines.pop()!;
    // Zeros stand where nothing has been written yet.
    yield lines.filter((line) => line && !line.includes('\0'));
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
