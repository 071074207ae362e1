import { alone } from './exclusive.js';
import { StoreDamaged } from '../storage/damage.js';
import { keysOf } from '../storage/indexes/definition.js';
import { AFTER } from '../bson/key-order.js';
import type { Collection, Storage } from '../storage/storage.js';
import { decode } from '../bson/values.js';

/** What was read of a collection, and what is wrong with it, in words. */
export interface Checked {
  collection: string;
  documents: number;
  indexes: number;
  problems: string[];
}

/**
 * Reads a whole store that does not run: every page, the checksum of every document and index entry, and
 * whether each index has an entry for each key of each document and no other. Throws DataDirInUse, and
 * DataFileDamaged if it cannot be opened.
 */
export function check(dataDir: string): Promise<Checked[]> {
  return alone(dataDir, ({ storage }) =>
    Promise.resolve(storage.collections().map((collection) => checkCollection(storage, collection))),
  );
}

/** After the first document that cannot be read the rest of its collection is not. */
export function checkCollection(storage: Storage, collection: Collection): Checked {
  const problems: string[] = [];
  let documents = 0;
  try {
    const keys = new Map(collection.indexes.map((index) => [index, 0]));
    for (const { id, bytes } of storage.scan(collection)) {
      documents += 1;
      const doc = decode(bytes);
      for (const [index, before] of keys) {
        const own = keysOf(index, doc).keys;
        keys.set(index, before + own.length);
        if (!own.every((key) => storage.holds(index, key, id)))
          problems.push(`the index ${index.name} does not lead to record ${id}`);
      }
    }
    for (const [index, expected] of keys) {
      const entries = [...storage.scanIndex(index, Buffer.alloc(0), AFTER)].length;
      if (entries !== expected)
        problems.push(`the index ${index.name} has ${entries} entries where ${expected} belong`);
    }
  } catch (error) {
    if (!(error instanceof StoreDamaged)) throw error;
    problems.push(error.message);
  }
  const { db, name, indexes } = collection;
  return { collection: `${db}.${name}`, documents, indexes: indexes.length, problems };
}
