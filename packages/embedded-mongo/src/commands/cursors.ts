import { randomBytes } from 'node:crypto';
import { CommandError } from '../bson/errors.js';
import { inTurns } from '../scheduling/cooperative.js';
import type { Pausing } from '../scheduling/cooperative.js';
import type { CursorReply } from './reply.js';

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
  documents: Pausing<Buffer>;
  /** Documents to be given yet. */
  left: number;
  lastUse: number;
  /** A batch is being read. */
  busy: boolean;
}

/** How much a cursor gives at first, and in all. */
export interface CursorOptions {
  /** Undefined means the default; 0 in a first batch means an empty one. */
  batchSize?: number | undefined;
  /** Close after the first batch, whatever is left. */
  singleBatch?: boolean;
  /** Documents to give at most. */
  limit?: number;
}

/** The cursors that are open between a find and its getMores. Batches are read in turns with other requests. */
export class Cursors {
  readonly #open = new Map<bigint, OpenCursor>();

  /** The first batch; the cursor stays open if there may be more. Rejects with ExceededMemoryLimit. */
  async first(ns: string, documents: Pausing<Buffer>, options: CursorOptions): Promise<CursorReply> {
    const cursor = { ns, documents, left: options.limit ?? Infinity, lastUse: Date.now(), busy: false };
    const { batch, done } = await takeBatch(cursor, options.batchSize ?? FIRST_BATCH);
    let id = 0n;
    if (!done && !options.singleBatch) {
      if (this.#open.size >= MAX_OPEN) {
        throw new CommandError('ExceededMemoryLimit', `too many open cursors: ${MAX_OPEN}`);
      }
      id = BigInt.asIntN(64, randomBytes(8).readBigUInt64LE() >> 1n) | 1n;
      this.#open.set(id, cursor);
    }
    return { cursor: { id, ns, batch, batchName: 'firstBatch' } };
  }

  /** The next batch. Rejects with CursorNotFound or CursorInUse. */
  async more(id: bigint, ns: string, batchSize: number): Promise<CursorReply> {
    const cursor = this.#open.get(id);
    if (!cursor || cursor.ns !== ns) throw new CommandError('CursorNotFound', `cursor id ${id} not found`);
    if (cursor.busy) throw new CommandError('CursorInUse', `cursor id ${id} is already in use`);
    const { batch, done } = await this.#take(id, cursor, batchSize);
    if (done) this.#open.delete(id);
    return { cursor: { id: done ? 0n : id, ns, batch, batchName: 'nextBatch' } };
  }

  /** Whether there was such a cursor. */
  kill(id: bigint): boolean {
    return this.#open.delete(id);
  }

  /** Forgets what nobody asked for in the ten minutes before `now`, in milliseconds since 1970. */
  sweep(now = Date.now()): void {
    for (const [id, { lastUse, busy }] of this.#open) {
      if (!busy && lastUse < now - IDLE_MS) this.#open.delete(id);
    }
  }

  async #take(id: bigint, cursor: OpenCursor, batchSize: number): Promise<Batch> {
    cursor.busy = true;
    try {
      return await takeBatch(cursor, batchSize > 0 ? batchSize : Infinity);
    } catch (error) {
      this.#open.delete(id);
      throw error;
    } finally {
      cursor.busy = false;
      cursor.lastUse = Date.now();
    }
  }
}

interface Batch {
  batch: Buffer[];
  done: boolean;
}

async function takeBatch(cursor: OpenCursor, size: number): Promise<Batch> {
  const batch: Buffer[] = [];
  const most = Math.min(size, cursor.left);
  let bytes = 0;
  const take = (document: Buffer): boolean => {
    batch.push(document);
    bytes += document.length;
    return batch.length < most && bytes < BATCH_BYTES;
  };
  const how = most > 0 ? await inTurns(cursor.documents, take) : 'enough';
  cursor.left -= batch.length;
  return { batch, done: how === 'end' || cursor.left === 0 };
}
