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
  /** The position of the next line. */
  end: number;
  /** The file is filled with zeros from `end` to here. */
  size: number;
}

/** Written ahead of the lines: a flush is faster while the size of the file does not change. */
const zeros = Buffer.alloc(1 << 20);

/** Segments that are being written, and segments that are complete. */
export const [open, sealed] = ['.open', '.sealed'];

/**
 * A log of lines that are on disk before their writers get an answer. Lines that arrive during a flush share the
 * next flush. They are stored in segments, files of a folder. A process that drains the folder renames a segment
 * first, and then nobody writes to it.
 */
export class Journal {
  #text = '';
  #waiting: Done[] = [];
  #segment: Segment | undefined;
  #flushing: Segment | undefined;

  constructor(readonly folder: string) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  }

  /** `done` is called when the line is on disk, or with the error when it could not be written. */
  append(line: string, done: Done): void {
    this.#text += `${line}\n`;
    if (this.#waiting.push(done) === 1 && !this.#flushing) setImmediate(() => this.#commit());
  }

  /** Ends the current segment; the next line begins a new one. */
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
      // Begins the next flush first, so that the disk works while these lines are answered.
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
      // Another process may have renamed it before these bytes were written. A line that is written twice is
      // counted once.
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

  /** Ends writing to a segment. It stays open during a flush: its file descriptor could be given to another file. */
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

/** Fills the file with zeros and returns how many fit. */
function putZeros({ fd, end }: Segment): number {
  try {
    return writeSync(fd, zeros, 0, Math.min(end, zeros.length), end);
  } catch {
    return 0;
  }
}

/** Removes lines from the disk whose writers get an error: otherwise they would count as lost and as recorded. */
function takeBack({ file, fd, end }: Segment): void {
  try {
    if (end) ftruncateSync(fd, end);
    else rmSync(file, { force: true });
  } catch {
    // The disk can't even be truncated; the next drain will see what is left on it.
  }
}
