import type { Database, RootDatabase } from 'lmdb';
import { bytesWithin, seal, unseal } from './checksums.js';
import type { Index } from './indexes/definition.js';

const CHUNK = 256;
/** A chunk ends with the value that takes it over this, so that an open cursor holds little. */
const CHUNK_BYTES = 64 * 1024;

/** A key with its value. */
export interface Entry {
  key: Buffer;
  value: Buffer;
}

/**
 * How many LMDB tables the ranges of one table are spread over, by their numbers. LMDB fills pages only where keys
 * are added in order at the end of a table, and halves them elsewhere: so most ranges have an end of their own.
 * What LMDB keeps of 65 tables fits one page, which every commit writes.
 */
export const PARTS = { catalog: 1, documents: 15, entries: 48 } as const;
export type TableName = keyof typeof PARTS;

/** The names of the LMDB tables that one table is spread over. */
export function partNames(name: TableName): string[] {
  return Array.from({ length: PARTS[name] }, (_, part) => `${name[0]}${part}`);
}

/** The table that a part belongs to, by the part's name; undefined for another's. */
export function tableOf(part: string): TableName | undefined {
  return (Object.keys(PARTS) as TableName[]).find((name) => name[0] === part[0]);
}

/**
 * A table of bytes by bytes whose values carry checksums. Reading what is not as it was written throws what
 * `damaged` makes of its key.
 */
export class Table {
  readonly #parts: Database<Buffer, Buffer>[];

  /** Inside a write transaction. */
  constructor(
    env: RootDatabase<Buffer, Buffer>,
    name: TableName,
    readonly damaged: (key: Buffer) => Error,
  ) {
    this.#parts = partNames(name).map((part) =>
      env.openDB(part, { encoding: 'binary', keyEncoding: 'binary' }),
    );
  }

  get(key: Buffer): Buffer | undefined {
    const sealed = this.#part(key).get(key);
    return sealed && this.#open(key, sealed);
  }

  /** Bytes of a value, unchecked; 0 if there is none. */
  sizeOf(key: Buffer): number {
    const stored = this.#part(key).getBinaryFast(key);
    return stored ? bytesWithin(stored.length) : 0;
  }

  put(key: Buffer, value: Buffer): void {
    this.#part(key).putSync(key, seal(key, value));
  }

  remove(key: Buffer): void {
    this.#part(key).removeSync(key);
  }

  /** The last key of a range, undefined if it is empty. */
  last(start: Buffer, end: Buffer): Buffer | undefined {
    const [last] = this.#part(start).getKeys({ start: end, end: start, reverse: true, limit: 1 });
    return last;
  }

  /**
   * Reads a range in chunks, each from where the last one ended, so that a cursor left open between two
   * requests holds no LMDB snapshot, which would keep freed pages from being reused.
   */
  *range(start: Buffer, end: Buffer, reverse = false): Generator<Entry> {
    const to = reverse ? start : end;
    let from = reverse ? end : start;
    for (let exclusiveStart = false; ; exclusiveStart = true) {
      const chunk: Entry[] = [];
      let bytes = 0;
      for (const entry of this.#part(start).getRange({
        start: from,
        end: to,
        reverse,
        limit: CHUNK,
        exclusiveStart,
      })) {
        chunk.push(entry);
        bytes += entry.value.length;
        if (bytes > CHUNK_BYTES) break;
      }
      for (const { key, value } of chunk) yield { key, value: this.#open(key, value) };
      if (chunk.length < CHUNK && bytes <= CHUNK_BYTES) return;
      from = chunk.at(-1)!.key;
    }
  }

  /** Removes the first `limit` keys of a range, damaged or not. Returns whether that was all. */
  clear(start: Buffer, end: Buffer, limit: number): boolean {
    const part = this.#part(start);
    const keys = [...part.getKeys({ start, end, limit })];
    for (const key of keys) part.removeSync(key);
    return keys.length < limit;
  }

  #part(key: Buffer): Database<Buffer, Buffer> {
    return this.#parts.length === 1 ? this.#parts[0]! : this.#parts[readNumber(key) % this.#parts.length]!;
  }

  #open(key: Buffer, sealed: Buffer): Buffer {
    const value = unseal(key, sealed);
    if (value) return value;
    throw this.damaged(key);
  }
}

/** Bytes of the number of a collection or an index, which every key begins with. */
export const NUMBER_BYTES = 4;
/** Bytes of the number of a record: room for a million million inserts into a collection. */
const RECORD_BYTES = 5;

/** The number of a collection or an index as the first bytes of a key. */
export function numberBytes(id: number): Buffer {
  const bytes = Buffer.allocUnsafe(NUMBER_BYTES);
  bytes.writeUInt32BE(id);
  return bytes;
}

/** The number that a key begins with. */
export function readNumber(key: Buffer): number {
  return key.readUInt32BE(0);
}

/** All keys of a collection or an index: from the first, up to, not including, the second. */
export function idRange(id: number): [Buffer, Buffer] {
  return [numberBytes(id), numberBytes(id + 1)];
}

/** The number of a record as the last bytes of a key. */
export function recordBytes(record: number): Buffer {
  const bytes = Buffer.allocUnsafe(RECORD_BYTES);
  bytes.writeUIntBE(record, 0, RECORD_BYTES);
  return bytes;
}

/** The record number that some bytes end with. */
export function readRecordNumber(bytes: Buffer): number {
  return bytes.readUIntBE(bytes.length - RECORD_BYTES, RECORD_BYTES);
}

/** The key of a document. */
export function recordKey(collectionId: number, record: number): Buffer {
  return Buffer.concat([numberBytes(collectionId), recordBytes(record)]);
}

const UNIQUE_END = Buffer.alloc(1);
const NO_VALUE = Buffer.alloc(0);

/**
 * A unique index has one entry per key: its keys end in a zero byte and its values are record numbers. Those of
 * other indexes end in the record number and need no value. Either way nothing stored equals a bare encoding,
 * which keeps range ends simple.
 */
export function entryOf(index: Index, key: Buffer, record: number): Entry {
  const prefix = numberBytes(index.id);
  return index.unique
    ? { key: Buffer.concat([prefix, key, UNIQUE_END]), value: recordBytes(record) }
    : { key: Buffer.concat([prefix, key, recordBytes(record)]), value: NO_VALUE };
}

/** The record number of an entry. */
export function recordOf(index: Index, { key, value }: Entry): number {
  return readRecordNumber(index.unique ? value : key);
}
