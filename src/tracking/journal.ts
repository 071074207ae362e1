import {
  closeSync,
  existsSync,
  fdatasyncSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { newToken } from '../platform/tokens.js';

interface Entry {
  line: string;
  done: (error: Error | null) => void;
}

/** Segments that are written to, and those that nobody writes to any more. */
export const [open, sealed] = ['.open', '.sealed'];

/**
 * Lines on disk before anybody is told. All lines of one turn of the event loop share one flush. They stand in
 * segments, files of a folder; whoever drains the folder renames a segment, and then nobody writes to it any more.
 */
export class Journal {
  #entries: Entry[] = [];
  #segment: { file: string; fd: number } | undefined;

  constructor(readonly folder: string) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  }

  /** `done` is called when the line is on disk, or with why it is not. */
  append(line: string, done: Entry['done']): void {
    this.#entries.push({ line, done });
    if (this.#entries.length === 1) setImmediate(() => this.#commit());
  }

  /** Ends the segment being written; the next line begins another one. */
  seal(): void {
    if (!this.#segment) return;
    const { file, fd } = this.#segment;
    this.#segment = undefined;
    closeSync(fd);
    if (existsSync(file)) renameSync(file, file.replace(open, sealed));
  }

  #commit(): void {
    const entries = this.#entries;
    this.#entries = [];
    let failure: Error | null = null;
    try {
      this.#write(Buffer.from(entries.map(({ line }) => `${line}\n`).join('')));
    } catch (error) {
      failure = error as Error;
      this.#abandon();
    }
    for (const { done } of entries) done(failure);
  }

  #write(bytes: Buffer): void {
    const { fd, file } = (this.#segment ??= this.#begin());
    if (writeSync(fd, bytes) < bytes.length) throw new Error('the disk took only a part');
    fdatasyncSync(fd);
    // Another process renamed it, maybe before these bytes: what is written twice is counted once.
    if (existsSync(file)) return;
    this.#abandon();
    this.#write(bytes);
  }

  #begin(): { file: string; fd: number } {
    const file = path.join(this.folder, `${newToken()}${open}`);
    const fd = openSync(file, 'ax', 0o600);
    const folder = openSync(this.folder, 'r');
    fsyncSync(folder);
    closeSync(folder);
    return { file, fd };
  }

  /** Whatever a failed write left stands at its end. */
  #abandon(): void {
    if (this.#segment) closeSync(this.#segment.fd);
    this.#segment = undefined;
  }
}
