import type { Database } from 'lmdb';
import type { Index } from './indexes.js';

/** An LMDB table of bytes by bytes. */
export type Table = Database<Buffer, Buffer>;

const CHUNK = 256;
/** A chunk ends with the value that takes it over this, so that an open cursor holds little. */
const CHUNK_BYTES = 64 * 1024;

/**
 * Reads a range in chunks, each from where the last one ended, so that a cursor left open between two
 * requests holds no LMDB snapshot, which would keep freed pages from being reused.
 */
export function* chunks(
  table: Table,
  start: Buffer,
  end: Buffer,
  reverse: boolean,
): Generator<{ key: Buffer; value: Buffer }> {
  const to = reverse ? start : end;
  let from = reverse ? end : start;
  for (let exclusiveStart = false; ; exclusiveStart = true) {
    const chunk: { key: Buffer; value: Buffer }[] = [];
    let bytes = 0;
    for (const entry of table.getRange({ start: from, end: to, reverse, limit: CHUNK, exclusiveStart })) {
      chunk.push(entry);
      bytes += entry.value.length;
      if (bytes > CHUNK_BYTES) break;
    }
    yield* chunk;
    if (chunk.length < CHUNK && bytes <= CHUNK_BYTES) return;
    from = chunk.at(-1)!.key;
  }
}

export function catalogKey({ db, name }: { db: string; name: string }): Buffer {
  return Buffer.from(`${db}.${name}`);
}

export function numberBytes(id: number): Buffer {
  const bytes = Buffer.allocUnsafe(4);
  bytes.writeUInt32BE(id);
  return bytes;
}

export function idRange(id: number): [Buffer, Buffer] {
  return [numberBytes(id), numberBytes(id + 1)];
}

export function recordBytes(record: number): Buffer {
  const bytes = Buffer.allocUnsafe(8);
  bytes.writeBigUInt64BE(BigInt(record));
  return bytes;
}

export function readRecordNumber(bytes: Buffer, offset: number): number {
  return bytes.readUInt32BE(offset) * 2 ** 32 + bytes.readUInt32BE(offset + 4);
}

export function recordKey(collectionId: number, record: number): Buffer {
  return Buffer.concat([numberBytes(collectionId), recordBytes(record)]);
}

/**
 * A unique index has one entry per key, so its keys end in a zero byte where those of other indexes end
 * in the record number; either way nothing stored equals a bare encoding, which keeps range ends simple.
 */
export function entryKey(index: Index, key: Buffer, record: number): Buffer {
  return Buffer.concat([numberBytes(index.id), key, index.unique ? Buffer.alloc(1) : recordBytes(record)]);
}
