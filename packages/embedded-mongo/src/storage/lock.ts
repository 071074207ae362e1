import { mkdirSync, realpathSync } from 'node:fs';
import type { RootDatabase } from 'lmdb';

/** Another process, or another store in this one, works on the data directory. */
export class DataDirInUse extends Error {
  constructor(readonly dataDir: string) {
    super(
      `Another process is using the data directory ${dataDir}. Stop it first, or choose another directory.`,
    );
    this.name = 'DataDirInUse';
  }
}

/** The directories this process has open: LMDB would hand out a second store on one without a word. */
const openHere = new Set<string>();

/** Reserves a directory within this process. Returns its real path. Throws DataDirInUse. */
export function reserve(dataDir: string): string {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const path = realpathSync(dataDir);
  if (openHere.has(path)) throw new DataDirInUse(dataDir);
  openHere.add(path);
  return path;
}

/** Takes back `reserve`. */
export function release(path: string): void {
  openHere.delete(path);
}

const OWNER = Buffer.from('owner');

/**
 * Makes this process the owner of a store. LMDB lists the processes that read it and knows, through file
 * locks the kernel drops when a process ends however it ends, which of them still live. So the owner on
 * record counts only while it is on that list; a process id used again by some other program is not.
 * The check and the entry are one write transaction, which only one process can be in.
 */
export function claim(env: RootDatabase<Buffer, Buffer>, dataDir: string): void {
  env.get(OWNER);
  env.transactionSync(() => {
    env.readerCheck();
    const owner = env.get(OWNER)?.toString();
    if (owner !== undefined && owner !== String(process.pid) && readers(env).includes(owner)) {
      throw new DataDirInUse(dataDir);
    }
    env.putSync(OWNER, Buffer.from(String(process.pid)));
  });
}

/** The ids of the live processes that have the store open. */
function readers(env: RootDatabase<Buffer, Buffer>): string[] {
  return [...env.readerList().matchAll(/^\s*(\d+)\s/gm)].map((line) => line[1]!);
}
