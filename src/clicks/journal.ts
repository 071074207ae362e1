import {
  closeSync,
  existsSync,
  fdatasync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { newToken } from '../platform/http/tokens.js';

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

/** Segments that are written to, and those that nobody writes to any more. */
export const [open, sealed] = ['.open', '.sealed'];

/**
 * Lines on disk before anybody is told. All lines that come during a flush share the next one. They stand in
 * segments, files of a folder; whoever drains the folder renames a segment, and then nobody writes to it any more.
 */
export class Journal {
  #text = '';
  #waiting: Done[] = [];
  #segment: Segment | undefined;
  #flushing: Segment | undefined;

  constructor(readonly folder: string) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  }

  /** `done` is called when the line is on disk, or with why it is not. */
  append(line: string, done: Done): void {
    this.#text += `${line}\n`;
    if (this.#waiting.push(done) === 1 && !this.#flushing) setImmediate(() => this.#commit());
  }

  /** Ends the segment being written; the next line begins another one. */
  seal(): void {
    const segment = this.#segment;
    if (!segment) return;
    const file = segment.file.replace(open, sealed);
    if (existsSync(segment.file)) renameSync(segment.file, file);
    segment.file = file;
    this.#leave(segment);
  }

  #commit(): void {
    const [text, waiting] = [this.#text, this.#waiting];
    [this.#text, this.#waiting] = ['', []];
    this.#write(Buffer.from(text), (error) => {
      // First, so that the disk is busy while these are answered.
      if (this.#waiting.length) this.#commit();
      for (const done of waiting) done(error);
    });
  }

  #write(lines: Buffer, done: Done): void {
    let segment: Segment;
    try {
      segment = this.#segment ??= this.#begin();
    } catch (error) {
      return done(error as Error);
    }
    try {
      put(segment, lines);
    } catch (error) {
      takeBack(segment);
      this.#leave(segment);
      return done(error as Error);
    }
    this.#flushing = segment;
    fdatasync(segment.fd, (error) => {
      this.#flushing = undefined;
      // Another process renamed it, maybe before these bytes: what is written twice is counted once.
      const isLost = !existsSync(segment.file);
      if (error) takeBack({ ...segment, end: segment.end - lines.length });
      if (error || isLost || segment !== this.#segment) this.#leave(segment);
      if (isLost && !error) this.#write(lines, done);
      else done(error);
    });
  }

  #begin(): Segment {
    const file = path.join(this.folder, `${newToken()}${open}`);
    const fd = openSync(file, 'wx', 0o600);
    const folder = openSync(this.folder, 'r');
    fsyncSync(folder);
    closeSync(folder);
    return { file, fd, end: 0, size: 0 };
  }

  /** Nothing more is written to it. While it is flushed it stays open: its number would become another file's. */
  #leave(segment: Segment): void {
    if (segment === this.#segment) this.#segment = undefined;
    if (segment !== this.#flushing) closeSync(segment.fd);
  }
}

function put(segment: Segment, lines: Buffer): void {
  const { fd, end } = segment;
  if (writeSync(fd, lines, 0, lines.length, end) < lines.length) throw new Error('the disk took only a part');
  segment.end += lines.length;
  if (segment.end > segment.size) segment.size = segment.end + putZeros(segment);
}

/** How many fit. */
function putZeros({ fd, end }: Segment): number {
  try {
    return writeSync(fd, zeros, 0, Math.min(end, zeros.length), end);
  } catch {
    return 0;
  }
}

/** Leaves nothing on disk of lines whose writers are told that they are lost: they would count as both. */
function takeBack({ file, fd, end }: Segment): void {
  try {
    if (end) ftruncateSync(fd, end);
    else rmSync(file, { force: true });
  } catch {
    // The disk is worse off than full; what it keeps is for the next drain to see.
  }
}
