import { createReadStream } from 'node:fs';
import { readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { newToken } from '../platform/http/tokens.js';
import { open, sealed } from './journal.js';

/** Part of the names of segments that this process has claimed. */
const mine = newToken().slice(0, 8);
/** Milliseconds after which another process takes over a claimed segment that is still there. */
const abandonedAfter = 15_000;
/** Bytes read at once: about a thousand lines. */
const batchSize = 1 << 18;

interface Drain {
  folder: string;
  now: Date;
  /** Receives some lines at a time. It may receive a line more than once. */
  take: (lines: string[]) => Promise<void>;
}

/**
 * Passes all lines of the folder's segments to `take`, and deletes a segment once `take` has resolved for all of
 * its lines. Each line is passed at least once, even after a crash. Rejects when `take` does.
 */
export async function drainJournal({ folder, now, take }: Drain): Promise<void> {
  for (const name of await readdir(folder)) {
    const segment = await claim(path.join(folder, name), now);
    if (!segment) continue;
    for await (const lines of linesOf(segment)) if (lines.length) await take(lines);
    await rm(segment, { force: true });
  }
}

/** The complete lines of a segment, some at a time. */
async function* linesOf(segment: string): AsyncGenerator<string[]> {
  let begun = '';
  // Not readline: it leaves the file open when the consumer stops early.
  for await (const chunk of createReadStream(segment, { encoding: 'utf8', highWaterMark: batchSize })) {
    const lines = `${begun}${chunk as string}`.split('\n');
    begun = lines.pop()!;
    // The part of the file without lines yet is filled with zeros.
    yield lines.filter((line) => line && !line.includes('\0'));
  }
}

/**
 * Claims a segment by renaming it: nobody writes to it any more, and one process drains it. Null when another
 * process has it.
 */
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
