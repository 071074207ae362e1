import { crc32 } from 'node:zlib';

const BYTES = 4;

/** Below this many bytes a call out of JavaScript costs more than the sum itself. */
const FEW = 64;

const table = new Uint32Array(256).map((_, byte) => {
  let rest = byte;
  for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? (rest >>> 1) ^ 0xedb88320 : rest >>> 1;
  return rest;
});

/** The CRC-32 of the first `end` bytes, going on from that of what stands before them. */
function sum(bytes: Buffer, end: number, before: number): number {
  if (end > FEW) return crc32(bytes.subarray(0, end), before);
  let rest = ~before;
  for (let i = 0; i < end; i++) rest = (rest >>> 8) ^ table[(rest ^ bytes[i]!) & 0xff]!;
  return ~rest >>> 0;
}

/** What is stored for a value: the value, and a checksum of its key and it. */
export function seal(key: Buffer, value: Buffer): Buffer {
  const sealed = Buffer.allocUnsafe(value.length + BYTES);
  value.copy(sealed);
  sealed.writeUInt32BE(sum(value, value.length, sum(key, key.length, 0)), value.length);
  return sealed;
}

/** The value, or undefined if this is not what was stored under the key. */
export function unseal(key: Buffer, sealed: Buffer): Buffer | undefined {
  const end = sealed.length - BYTES;
  if (end < 0 || sealed.readUInt32BE(end) !== sum(sealed, end, sum(key, key.length, 0))) return undefined;
  return sealed.subarray(0, end);
}

/** Bytes of a stored value before its checksum. */
export function bytesWithin(stored: number): number {
  return stored - BYTES;
}
