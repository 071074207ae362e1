import { createHash } from 'node:crypto';
import type { Binary, ObjectId, Timestamp } from 'mongodb';
import { compareDecimals, toDecimal } from './decimal.js';
import type { Finite } from './decimal.js';
import { binaryBytes, bsonType, numberOf, Rank, rankOf, sourceOf, text } from './values.js';
import type { Doc, Fold } from './values.js';

/**
 * Encodes BSON values as bytes whose memcmp order is the BSON comparison order. Every encoding starts
 * with a type tag between 0x01 and 0xFE and delimits itself, so the encodings of a compound key can
 * stand one after the other, and `encoding + AFTER` is greater than every key that starts with it.
 */

/** One byte above everything that can follow a complete encoding. */
export const AFTER = Buffer.from([0xff]);

/** LMDB takes keys of 1978 bytes; this leaves room for the index number and the record number. */
const LONGEST = 1900;
const HASH_BYTES = 32;
export const LONGEST_EXACT = LONGEST - HASH_BYTES;

/** The encoding of one value; `descending` inverts it, so that its order is reversed. */
export function encodeValue(value: unknown, descending = false, fold?: Fold): Buffer {
  const parts: Buffer[] = [];
  push(value, parts, fold);
  const bytes = parts.length === 1 ? parts[0]! : Buffer.concat(parts);
  return descending ? invert(bytes) : bytes;
}

/** What every encoding of a type starts with. */
export function encodeRank(rank: number, descending = false): Buffer {
  return Buffer.from([descending ? 0xff - rank : rank]);
}

/** A key LMDB can hold: one too long keeps its head and gets the hash of the whole as its tail. */
export function fitKey(key: Buffer): Buffer {
  if (key.length <= LONGEST) return key;
  const hash = createHash('sha256').update(key).digest();
  return Buffer.concat([key.subarray(0, LONGEST_EXACT), hash]);
}

/** A range bound no longer than the part of a key that keeps the order. */
export function fitBound(bound: Buffer): Buffer {
  return bound.length <= LONGEST_EXACT ? bound : bound.subarray(0, LONGEST_EXACT);
}

function invert(bytes: Buffer): Buffer {
  const inverted = Buffer.allocUnsafe(bytes.length);
  for (let i = 0; i < bytes.length; i++) inverted[i] = 0xff - bytes[i]!;
  return inverted;
}

function push(value: unknown, parts: Buffer[], fold?: Fold): void {
  const rank = rankOf(value);
  switch (rank) {
    case Rank.number:
      parts.push(numberKey(value));
      return;
    case Rank.string:
      parts.push(textKey(rank, fold ? fold(text(value)) : text(value)));
      return;
    case Rank.object:
      parts.push(encodeRank(rank));
      for (const [name, member] of Object.entries(value as Doc)) {
        parts.push(textKey(rankOf(member), name));
        push(member, parts, fold);
      }
      parts.push(Buffer.alloc(1));
      return;
    case Rank.array:
      parts.push(encodeRank(rank));
      for (const member of value as unknown[]) push(member, parts, fold);
      parts.push(Buffer.alloc(1));
      return;
    case Rank.binary:
      parts.push(binaryKey(value as Binary));
      return;
    case Rank.objectId:
      parts.push(Buffer.concat([encodeRank(rank), (value as ObjectId).id]));
      return;
    case Rank.boolean:
      parts.push(Buffer.from([rank, value ? 1 : 0]));
      return;
    case Rank.date:
      parts.push(dateKey(value as Date));
      return;
    case Rank.timestamp: {
      const bytes = Buffer.from([rank, 0, 0, 0, 0, 0, 0, 0, 0]);
      bytes.writeBigUInt64BE(BigInt.asUintN(64, (value as Timestamp).toBigInt()), 1);
      parts.push(bytes);
      return;
    }
    case Rank.regex:
    case Rank.dbRef:
    case Rank.code:
      parts.push(textKey(rank, sourceOf(value)));
      return;
    default:
      parts.push(encodeRank(rank));
  }
}

/**
 * The nearest double with its sign made sortable, then whether the number lies below it, on it or above it; and
 * all its digits if it lies beside it. So each number has a key of its own, and equal ones of any type have the same.
 */
function numberKey(value: unknown): Buffer {
  const double = Number(numberOf(value));
  const exact = isRounded(value) ? toDecimal(value, 34) : double;
  const beside = exact === double ? 0 : compareDecimals(exact, toDecimal(double, 34));
  const bytes = Buffer.allocUnsafe(10);
  bytes[0] = Rank.number;
  writeSortableDouble(bytes, double);
  bytes[9] = 0x80 + beside;
  return beside === 0 ? bytes : Buffer.concat([bytes, digitsKey(exact as Finite)]);
}

/** Whether a double may not hold a number. */
function isRounded(value: unknown): boolean {
  return bsonType(value) === 'Decimal128' || typeof numberOf(value) === 'bigint';
}

/** 34 digits from the first that is not zero, after the power of ten they begin with. */
function digitsKey({ coefficient, exponent }: Finite): Buffer {
  const negative = coefficient < 0n;
  const digits = String(negative ? -coefficient : coefficient);
  const bytes = Buffer.allocUnsafe(17);
  bytes.writeUInt16BE(0x8000 + exponent + digits.length);
  bytes.write(BigInt(digits.padEnd(34, '0')).toString(16).padStart(30, '0'), 2, 'hex');
  return negative ? invert(bytes) : bytes;
}

function writeSortableDouble(bytes: Buffer, double: number): void {
  if (Number.isNaN(double)) {
    bytes.fill(0, 1, 9);
    return;
  }
  bytes.writeDoubleBE(double === 0 ? 0 : double, 1);
  if (bytes[1]! & 0x80) for (let i = 1; i < 9; i++) bytes[i] = 0xff - bytes[i]!;
  else bytes[1]! |= 0x80;
}

function dateKey(date: Date): Buffer {
  const bytes = Buffer.allocUnsafe(9);
  bytes[0] = Rank.date;
  bytes.writeBigInt64BE(BigInt(date.getTime()), 1);
  bytes[1]! ^= 0x80;
  return bytes;
}

/** Tag, then the UTF-8 bytes with 00 written as 00 FF, then 00 00 as the end. */
function textKey(rank: number, string: string): Buffer {
  const size = Buffer.byteLength(string);
  const bytes = Buffer.allocUnsafe(size + 3);
  bytes[0] = rank;
  bytes.write(string, 1);
  bytes[size + 1] = 0;
  bytes[size + 2] = 0;
  if (!string.includes('\0')) return bytes;
  const escaped = [rank];
  for (const byte of bytes.subarray(1, size + 1)) escaped.push(...(byte === 0 ? [0, 0xff] : [byte]));
  return Buffer.from([...escaped, 0, 0]);
}

function binaryKey(value: Binary): Buffer {
  const bytes = binaryBytes(value);
  const head = Buffer.allocUnsafe(6);
  head[0] = Rank.binary;
  head.writeUInt32BE(bytes.length, 1);
  head[5] = value.sub_type;
  return Buffer.concat([head, bytes]);
}
