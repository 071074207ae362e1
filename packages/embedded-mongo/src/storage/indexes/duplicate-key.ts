import { describe } from '../../bson/print-value.js';
import { CommandError } from '../../bson/errors.js';
import { keysOf, keyValues } from './definition.js';
import type { Index } from './definition.js';
import { setField } from '../../bson/values.js';
import type { Doc } from '../../bson/values.js';

/** `E11000`, worded and shaped as the server does it. */
export function duplicateKey(
  collection: { db: string; name: string },
  index: Index,
  doc: Doc,
  key: Buffer,
): CommandError {
  const rows = keyValues(index, doc);
  const value =
    rows.find((row) => keysOf(index, unflatten(row)).keys.some((each) => each.equals(key))) ?? rows[0]!;
  const where = `${collection.db}.${collection.name} index: ${index.name}`;
  return new CommandError(
    'DuplicateKey',
    `E11000 duplicate key error collection: ${where} dup key: ${describe(value)}`,
    { keyPattern: index.key, keyValue: value },
  );
}

function unflatten(row: Doc): Doc {
  const doc: Doc = {};
  for (const [path, value] of Object.entries(row)) {
    const parts = path.split('.');
    let at = doc;
    for (const part of parts.slice(0, -1)) {
      if (!Object.hasOwn(at, part)) setField(at, part, {});
      at = at[part] as Doc;
    }
    setField(at, parts.at(-1)!, value);
  }
  return doc;
}
