import type { Collection } from './catalog.js';
import { CommandError } from '../bson/errors.js';
import { readNumber, readRecordNumber } from './tables.js';

/** What a command fails with rather than answer wrong data. */
export class StoreDamaged extends CommandError {
  constructor(what: string) {
    super(
      'InternalError',
      `The store is damaged: ${what}. Stop what uses it, move its directory aside, keep it, and restore the last backup.`,
    );
    this.name = 'StoreDamaged';
  }
}

/** A number in a key; undefined when the key itself is damaged, and too short. */
function numberIn(key: Buffer, read: (key: Buffer) => number): number | undefined {
  try {
    return read(key);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** About the document under a key. */
export function damagedRecord(key: Buffer, collections: readonly Collection[]): StoreDamaged {
  const number = numberIn(key, readNumber);
  const collection = collections.find(({ id }) => id === number);
  const where = collection ? `${collection.db}.${collection.name}` : 'a dropped collection';
  const record = numberIn(key, readRecordNumber) ?? 'without a number';
  return new StoreDamaged(`record ${record} of ${where} is not what was written`);
}

/** About the entry of an index under a key. */
export function damagedEntry(key: Buffer, collections: readonly Collection[]): StoreDamaged {
  const number = numberIn(key, readNumber);
  const collection = collections.find(({ indexes }) => indexes.some(({ id }) => id === number));
  const index = collection?.indexes.find(({ id }) => id === number);
  const where = index
    ? `the index ${index.name} of ${collection!.db}.${collection!.name}`
    : 'an index that is being built';
  return new StoreDamaged(`an entry of ${where} is not what was written`);
}
