import { BSON } from 'mongodb';
import type {
  Binary,
  BSONRegExp,
  DBRef,
  Decimal128,
  Double,
  Int32,
  Long,
  ObjectId,
  Timestamp,
} from 'mongodb';
import { compareDecimals, toDecimal } from './decimal.js';

/** A decoded document whose numbers keep their BSON types (Int32, Long, Double, Decimal128). */
export type Doc = Record<string, unknown>;

/** Where a path leads to nothing: not the same as null. */
export const MISSING = Symbol('missing');

/** The largest document a client may store, in bytes. */
export const MAX_DOCUMENT_BYTES = 16 * 1024 * 1024;

/** Decodes without losing anything that encoding again would need. */
export function decode(bytes: Uint8Array): Doc {
  const doc = BSON.deserialize(bytes, {
    promoteValues: false,
    promoteLongs: false,
    bsonRegExp: true,
    validation: { utf8: false },
  });
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes(REF)
    ? (withoutReferences(doc) as Doc)
    : doc;
}

/** A field `$ref` with a text, as it is encoded. */
const REF = Buffer.from('\x02$ref\0', 'latin1');

/** The same with documents where the decoder made objects of its own of them, whose fields no path reaches. */
function withoutReferences(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutReferences);
  if (bsonType(value) === 'DBRef') {
    const { collection, oid, db, fields } = value as DBRef;
    return withoutReferences({ $ref: collection, $id: oid, ...(db !== undefined && { $db: db }), ...fields });
  }
  if (!isPlainObject(value)) return value;
  const result: Doc = {};
  for (const [name, member] of Object.entries(value)) setField(result, name, withoutReferences(member));
  return result;
}

/** Decodes to plain JavaScript values. */
export function decodePlain(bytes: Uint8Array): Doc {
  return BSON.deserialize(bytes, { validation: { utf8: false } });
}

/** Encodes a document of either kind; `undefined` members are left out. */
export function encode(doc: Doc): Buffer {
  const bytes = BSON.serialize(doc, { ignoreUndefined: true });
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Sets a field of any name: a plain assignment to `__proto__` would set the prototype instead. */
export function setField(doc: Doc, name: string, value: unknown): void {
  if (name !== '__proto__') doc[name] = value;
  else Object.defineProperty(doc, name, { value, enumerable: true, configurable: true, writable: true });
}

/** The fields of all documents in one; of two with one name, the later one. */
export function mergeFields(docs: readonly Doc[]): Doc {
  return Object.fromEntries(docs.flatMap((doc) => Object.entries(doc)));
}

/** `_bsontype` of a BSON wrapper, undefined for plain JavaScript values. */
export function bsonType(value: unknown): string | undefined {
  return typeof value === 'object' && value !== null
    ? (value as { _bsontype?: string })._bsontype
    : undefined;
}

/** Whether a value is a document, as opposed to a scalar or an array. */
export function isPlainObject(value: unknown): value is Doc {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Date) &&
    !(value instanceof RegExp) &&
    !(value instanceof Uint8Array) &&
    bsonType(value) === undefined
  );
}

/** Whether a name is that of a field of a reference to a document, though it looks like an operator. */
export function isReferenceField(name: string): boolean {
  return name === '$ref' || name === '$id' || name === '$db';
}

/** Whether a value is a number of any type. */
export function isNumeric(value: unknown): boolean {
  return rankOf(value) === Rank.number;
}

/** Where each type stands in the BSON comparison order; also the type tag of an encoded index key. */
export const Rank = {
  minKey: 0x05,
  undefined: 0x08,
  null: 0x0a,
  number: 0x1e,
  string: 0x3c,
  object: 0x46,
  array: 0x50,
  binary: 0x5a,
  objectId: 0x64,
  boolean: 0x6e,
  date: 0x78,
  timestamp: 0x82,
  regex: 0x8c,
  dbRef: 0x96,
  code: 0xa0,
  maxKey: 0xfa,
} as const;

const wrapperRanks: Record<string, number> = {
  Int32: Rank.number,
  Double: Rank.number,
  Long: Rank.number,
  Decimal128: Rank.number,
  BSONSymbol: Rank.string,
  Binary: Rank.binary,
  ObjectId: Rank.objectId,
  Timestamp: Rank.timestamp,
  BSONRegExp: Rank.regex,
  DBRef: Rank.dbRef,
  Code: Rank.code,
  MinKey: Rank.minKey,
  MaxKey: Rank.maxKey,
};

/** Where the type of a value stands in the BSON comparison order. */
export function rankOf(value: unknown): number {
  switch (typeof value) {
    case 'string':
      return Rank.string;
    case 'number':
    case 'bigint':
      return Rank.number;
    case 'boolean':
      return Rank.boolean;
    case 'undefined':
      return Rank.undefined;
    case 'symbol':
      return Rank.null;
    default:
  }
  if (value === null) return Rank.null;
  if (Array.isArray(value)) return Rank.array;
  if (value instanceof Date) return Rank.date;
  const type = bsonType(value);
  if (type !== undefined) return wrapperRanks[type] ?? Rank.object;
  if (value instanceof RegExp) return Rank.regex;
  if (value instanceof Uint8Array) return Rank.binary;
  return Rank.object;
}

/** The number a numeric value stands for: a bigint only where a double would round it. */
export function numberOf(value: unknown): number | bigint {
  switch (bsonType(value)) {
    case 'Int32':
    case 'Double':
      return (value as Int32 | Double).value;
    case 'Long': {
      const big = (value as Long).toBigInt();
      return Number.isSafeInteger(Number(big)) ? Number(big) : big;
    }
    case 'Decimal128':
      return Number((value as Decimal128).toString());
    default:
      return value as number | bigint;
  }
}

/** The JavaScript number a command option stands for, or the fallback if the option is absent. */
export function toNumber(value: unknown, fallback: number): number {
  return value === undefined || value === null || !isNumeric(value) ? fallback : Number(numberOf(value));
}

/** A truthy command option: booleans and non-zero numbers. */
export function toBoolean(value: unknown): boolean {
  return isNumeric(value) ? Number(numberOf(value)) !== 0 : Boolean(value);
}

/** Strings compared as they differ under a collation that folds case or accents away. */
export type Fold = (text: string) => string;

/** BSON comparison order: negative, zero or positive. Missing compares as null. */
export function compare(a: unknown, b: unknown, fold?: Fold): number {
  const rank = rankOf(a);
  const difference = rank - rankOf(b);
  if (difference !== 0) return difference;
  switch (rank) {
    case Rank.number:
      return compareNumbers(a, b);
    case Rank.string:
      return fold ? compareStrings(fold(text(a)), fold(text(b))) : compareStrings(text(a), text(b));
    case Rank.object:
      return compareObjects(a as Doc, b as Doc, fold);
    case Rank.array:
      return compareArrays(a as unknown[], b as unknown[], fold);
    case Rank.binary:
      return compareBinary(a as Binary, b as Binary);
    case Rank.objectId:
      return Buffer.compare((a as ObjectId).id, (b as ObjectId).id);
    case Rank.boolean:
      return Number(a) - Number(b);
    case Rank.date:
      return (a as Date).getTime() - (b as Date).getTime();
    case Rank.timestamp:
      return (a as Timestamp).compare(b as Timestamp);
    case Rank.regex:
    case Rank.dbRef:
    case Rank.code:
      return compareStrings(sourceOf(a), sourceOf(b));
    default:
      return 0;
  }
}

/** Whether two values compare as equal, whatever their numeric types. */
export function equal(a: unknown, b: unknown, fold?: Fold): boolean {
  return compare(a, b, fold) === 0;
}

/** The text two regular expressions, codes or references are compared by. */
export function sourceOf(value: unknown): string {
  if (bsonType(value) === 'BSONRegExp') {
    const regex = value as BSONRegExp;
    return `${regex.pattern}\0${regex.options}`;
  }
  if (value instanceof RegExp) return `${value.source}\0${value.flags}`;
  return JSON.stringify(value);
}

/** The text of a string or a symbol. */
export function text(value: unknown): string {
  return typeof value === 'string' ? value : String(value);
}

function compareNumbers(a: unknown, b: unknown): number {
  const x = numberOf(a);
  const y = numberOf(b);
  if (Number.isNaN(x) || Number.isNaN(y)) return Number(!Number.isNaN(x)) - Number(!Number.isNaN(y));
  const near = x === y || ((typeof x === 'bigint' || typeof y === 'bigint') && Number(x) === Number(y));
  if (near && (isDecimal(a) || isDecimal(b))) return compareDecimals(toDecimal(a, 34), toDecimal(b, 34));
  return x < y ? -1 : x > y ? 1 : 0;
}

function isDecimal(value: unknown): boolean {
  return bsonType(value) === 'Decimal128';
}

/** UTF-8 byte order, which differs from JavaScript's only where surrogate pairs are involved. */
function compareStrings(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return x >= 0xd800 && y >= 0xd800 ? Buffer.compare(Buffer.from(a), Buffer.from(b)) : x - y;
  }
  return a.length - b.length;
}

function compareObjects(a: Doc, b: Doc, fold?: Fold): number {
  const left = Object.keys(a);
  const right = Object.keys(b);
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const [x, y] = [left[i]!, right[i]!];
    const order = rankOf(a[x]) - rankOf(b[y]) || compareStrings(x, y) || compare(a[x], b[y], fold);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

function compareArrays(a: unknown[], b: unknown[], fold?: Fold): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const order = compare(a[i], b[i], fold);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

function compareBinary(a: Binary, b: Binary): number {
  const [x, y] = [binaryBytes(a), binaryBytes(b)];
  return x.length - y.length || a.sub_type - b.sub_type || Buffer.compare(x, y);
}

/** The used bytes of a Binary, without a copy. */
export function binaryBytes(value: Binary): Uint8Array {
  return value.buffer.subarray(0, value.position);
}
