import { widths } from './bson-widths.js';
import { CommandError } from './errors.js';

/** How deep documents may lie in each other, as on the server; deeper ones could exhaust the stack. */
const MAX_DEPTH = 200;
/** A level takes at least a type, the end of a name, a length and an end. */
const LEVEL_BYTES = 7;

/** Walks an encoded document without recursion. Throws Overflow if it is too deep, BadValue if it is broken. */
export function checkNesting(bytes: Buffer): void {
  if (bytes.length < MAX_DEPTH * LEVEL_BYTES) return;
  let at = 4;
  for (let depth = 1; depth > 0;) {
    const type = bytes[at];
    if (type === undefined) throw broken();
    at += 1;
    if (type === 0) {
      depth -= 1;
      continue;
    }
    at = afterText(bytes, at);
    const inner =
      type === 0x03 || type === 0x04 ? at : type === 0x0f ? afterString(bytes, at + 4) : undefined;
    if (inner === undefined) {
      at = afterValue(bytes, at, type);
      continue;
    }
    depth += 1;
    if (depth > MAX_DEPTH) {
      throw new CommandError('Overflow', `BSONObj exceeded maximum nested object depth: ${MAX_DEPTH}`);
    }
    at = inner + 4;
  }
}

function afterValue(bytes: Buffer, at: number, type: number): number {
  const width = widths[type];
  if (width !== undefined) return at + width;
  if (type === 0x02 || type === 0x0d || type === 0x0e) return afterString(bytes, at);
  if (type === 0x05) return afterString(bytes, at) + 1;
  if (type === 0x0b) return afterText(bytes, afterText(bytes, at));
  if (type === 0x0c) return afterString(bytes, at) + 12;
  throw broken();
}

/** Behind a zero-terminated text. */
function afterText(bytes: Buffer, at: number): number {
  const end = bytes.indexOf(0, at);
  if (end < 0) throw broken();
  return end + 1;
}

/** Behind what has its length before it. */
function afterString(bytes: Buffer, at: number): number {
  const length = at + 4 <= bytes.length ? bytes.readInt32LE(at) : -1;
  if (length < 0) throw broken();
  return at + 4 + length;
}

function broken(): CommandError {
  return new CommandError('BadValue', 'a document is not valid BSON');
}
