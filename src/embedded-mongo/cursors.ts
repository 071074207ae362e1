import { randomBytes } from 'node:crypto';
import { CommandError } from './errors.js';
import type { CursorReply } from './wire.js';

/** Documents in a first batch when the client does not say how many. */
const FIRST_BATCH = 101;
/** A batch ends with the document that takes it over this, in bytes. */
const BATCH_BYTES = 16 * 1024 * 1024;
/** Cursors open at a time, of all clients. */
const MAX_OPEN = 1000;
/** A cursor nobody asks for in this time is forgotten, in milliseconds. */
const IDLE_MS = 10 * 60 * 1000;

interface OpenCursor {
  ns: string;
  documents: Iterator<Buffer>;
  lastUse: number;
}

export interface CursorOptions {
  /** Undefined means the default; 0 in a first batch means an empty one. */
  batchSize?: number | undefined;
  /** Close after the first batch, whatever is left. */
  singleBatch?: boolean;
}

/** The cursors that are open between a find and its getMores. */
export class Cursors {
  readonly #open = new Map<bigint, OpenCursor>();

  /** The first batch; the cursor stays open if there may be more. Throws ExceededMemoryLimit. */
  first(ns: string, source: Iterable<Buffer>, options: CursorOptions): CursorReply {
    const documents = source[Symbol.iterator]();
    const { batch, done } = takeBatch(documents, options.batchSize ?? FIRST_BATCH);
    let id = 0n;
    if (!done && !options.singleBatch) {
      if (this.#open.size >= MAX_OPEN) {
        throw new CommandError('ExceededMemoryLimit', `too many open cursors: ${MAX_OPEN}`);
      }
      id = BigInt.asIntN(64, randomBytes(8).readBigUInt64LE() >> 1n) | 1n;
      this.#open.set(id, { ns, documents, lastUse: Date.now() });
    }
    return { cursor: { id, ns, batch, batchName: 'firstBatch' } };
  }

  /** The next batch. Throws CursorNotFound. */
  more(id: bigint, ns: string, batchSize: number): CursorReply {
    const cursor = this.#open.get(id);
    if (!cursor || cursor.ns !== ns) throw new CommandError('CursorNotFound', `cursor id ${id} not found`);
    cursor.lastUse = Date.now();
    const { batch, done } = this.#take(id, cursor, batchSize);
    if (done) this.#open.delete(id);
    return { cursor: { id: done ? 0n : id, ns, batch, batchName: 'nextBatch' } };
  }

  /** Whether there was such a cursor. */
  kill(id: bigint): boolean {
    return this.#open.delete(id);
  }

  /** Forgets what nobody asked for in ten minutes. */
  sweep(): void {
    for (const [id, { lastUse }] of this.#open) {
      if (lastUse < Date.now() - IDLE_MS) this.#open.delete(id);
    }
  }

  #take(id: bigint, { documents }: OpenCursor, batchSize: number): { batch: Buffer[]; done: boolean } {
    try {
      return takeBatch(documents, batchSize > 0 ? batchSize : Infinity);
    } catch (error) {
      this.#open.delete(id);
      throw error;
    }
  }
}

function takeBatch(documents: Iterator<Buffer>, size: number): { batch: Buffer[]; done: boolean } {
  const batch: Buffer[] = [];
  for (let bytes = 0; batch.length < size && bytes < BATCH_BYTES;) {
    const next = documents.next();
    if (next.done) return { batch, done: true };
    batch.push(next.value);
    bytes += next.value.length;
  }
  return { batch, done: false };
}
