import { BSON } from 'mongodb';
import { widths } from './bson-widths.js';
import { decode, setField } from './values.js';
import type { Doc } from './values.js';

const DOCUMENT = 0x03;

/** What is wanted of a document: some of its fields, each whole or in turn some fields of it. */
export type Fields = ReadonlyMap<string, 'whole' | Fields>;

/** Undefined where there is a type that hardly anybody uses. */
type Reader = (bytes: Buffer, from: number) => Doc | undefined;

/**
 * A decoder of stored documents that gives only some of their fields, as `decode` gives them, and passes over the
 * bytes of the others. Of what is not a document, as an array, it gives all.
 */
export function decoderOf(fields: Fields): (bytes: Buffer) => Doc {
  const read = readerOf(fields);
  return (bytes) => read(bytes, 0) ?? only(decode(bytes), fields);
}

function readerOf(fields: Fields): Reader {
  const names = [...fields].map(([name, parts]) => ({
    name,
    bytes: Buffer.from(name),
    read: parts === 'whole' ? undefined : readerOf(parts),
  }));
  return (bytes, from) => {
    const doc: Doc = {};
    let at = from + 4;
    for (let type = bytes[at]!; type !== 0; type = bytes[at]!) {
      const start = at;
      let end = at + 1;
      while (bytes[end] !== 0) end += 1;
      const next = afterValue(bytes, end + 1, type);
      if (next === undefined) return undefined;
      for (let i = 0; i < names.length; i++) {
        const wanted = names[i]!;
        if (wanted.bytes.length === end - start - 1 && isAt(bytes, start + 1, wanted.bytes)) {
          const parts = type === DOCUMENT ? wanted.read?.(bytes, end + 1) : undefined;
          setField(doc, wanted.name, parts ?? valueAt(bytes, type, start, end + 1, next));
        }
      }
      at = next;
    }
    return doc;
  };
}

function only(doc: Doc, fields: Fields): Doc {
  return Object.fromEntries(Object.entries(doc).filter(([name]) => fields.has(name)));
}

function isAt(bytes: Buffer, at: number, name: Buffer): boolean {
  for (let i = 0; i < name.length; i++) if (bytes[at + i] !== name[i]) return false;
  return true;
}

/** Where the next field begins; undefined for types hardly anybody uses. */
function afterValue(bytes: Buffer, at: number, type: number): number | undefined {
  const width = widths[type];
  if (width !== undefined) return at + width;
  if (type === 0x02) return at + 4 + lengthAt(bytes, at);
  if (type === DOCUMENT || type === 0x04) return at + lengthAt(bytes, at);
  if (type === 0x05) return at + 5 + lengthAt(bytes, at);
  return undefined;
}

function lengthAt(bytes: Buffer, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
}

/** The value of the element from `start` to `next`; others than the frequent types go through BSON. */
function valueAt(bytes: Buffer, type: number, start: number, at: number, next: number): unknown {
  switch (type) {
    case 0x01:
      return new BSON.Double(bytes.readDoubleLE(at));
    case 0x02:
      return bytes.toString('utf8', at + 4, next - 1);
    case 0x07:
      return new BSON.ObjectId(Uint8Array.prototype.slice.call(bytes, at, next));
    case 0x08:
      return bytes[at] === 1;
    case 0x09:
      return new Date(Number(bytes.readBigInt64LE(at)));
    case 0x0a:
      return null;
    case 0x10:
      return new BSON.Int32(bytes.readInt32LE(at));
    default: {
      const alone = Buffer.alloc(next - start + 5);
      alone.writeInt32LE(alone.length, 0);
      bytes.copy(alone, 4, start, next);
      return Object.values(decode(alone))[0];
    }
  }
}
