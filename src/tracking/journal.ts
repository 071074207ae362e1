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

type Done = (error: Error | null) => void;

interface Segment {
  file: string;
  fd: number;
  /** Where the next line begins. */
  end: number;
  /** From `end` to here the file holds zeros. */
  size: number;
}

/** Stand ahead of the lines, as many as lines or so many at most: while a file's size stays, a flush is faster. */
const zeros = Buffer.alloc(1 << 20);

/** Turns of the event loop that share a flush at most. Node takes one new connection a turn. */
const mostTurns = 4;

/** Segments that are written to, and those that nobody writes to any more. */
export const [open, sealed] = ['.open', '.sealed'];

/**
 * Lines on disk before anybody is told. All lines of some turns of the event loop share one flush. They stand in
 * segments, files of a folder; whoever drains the folder renames a segment, and then nobody writes to it any more.
 */
export class Journal {
  #text = '';
  #waiting: Done[] = [];
  #segment: Segment | undefined;

  constructor(readonly folder: string) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  }

  /** `done` is called when the line is on disk, or with why it is not. */
  append(line: string, done: Done): void {
    this.#text += `${line}\n`;
    if (this.#waiting.push(done) === 1) this.#gather(1);
  }

  #gather(turn: number): void {
    const before = this.#waiting.length;
    setImmediate(() => {
      if (this.#waiting.length > before && turn < mostTurns) this.#gather(turn + 1);
      else this.#commit();
    });
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
    const [text, waiting] = [this.#text, this.#waiting];
    [this.#text, this.#waiting] = ['', []];
    let failure: Error | null = null;
    try {
      this.#write(text);
    } catch (error) {
      failure = error as Error;
      this.#abandon();
    }
    for (const done of waiting) done(failure);
  }

  #write(text: string): void {
    const segment = (this.#segment ??= this.#begin());
    const { file, fd } = segment;
    segment.end += put(fd, Buffer.from(text), segment.end);
    if (segment.end > segment.size)
      segment.size = segment.end + put(fd, zeros.subarray(0, segment.end), segment.end);
    fdatasyncSync(fd);
    // Another process renamed it, maybe before these bytes: what is written twice is counted once.
    if (existsSync(file)) return;
    this.#abandon();
    this.#write(text);
  }

  #begin(): Segment {
    const file = path.join(this.folder, `${newToken()}${open}`);
    const fd = openSync(file, 'wx', 0o600);
    const folder = openSync(this.folder, 'r');
    fsyncSync(folder);
    closeSync(folder);
    return { file, fd, end: 0, size: 0 };
  }

  /** Whatever a failed write left stands at its end. */
  #abandon(): void {
    if (this.#segment) closeSync(this.#segment.fd);
    this.#segment = undefined;
  }
}

function put(fd: number, bytes: Buffer, at: number): number {
  const taken = writeSync(fd, bytes, 0, bytes.length, at);
  if (taken < bytes.length) throw new Error('the disk took only a part');
  return taken;
}
