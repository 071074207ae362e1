import { AFTER } from '../src/bson/key-order.js';
import { keysOf } from '../src/storage/indexes/definition.js';
import type { Collection, Storage } from '../src/storage/storage.js';
import { decode } from '../src/bson/values.js';

/**
 * Reads every document and every index entry of a store. Returns what does not agree, in words: each key of
 * each document has its entry, and there is no entry beyond these.
 */
export function walkStore(storage: Storage): string[] {
  return storage.collections().flatMap((collection) => walkCollection(storage, collection));
}

function walkCollection(storage: Storage, collection: Collection): string[] {
  const problems: string[] = [];
  const expected = new Map(collection.indexes.map((index) => [index, 0]));
  let documents = 0;
  for (const { id, bytes } of storage.scan(collection)) {
    documents += 1;
    const doc = decode(bytes);
    for (const index of collection.indexes) {
      for (const key of keysOf(index, doc).keys) {
        expected.set(index, expected.get(index)! + 1);
        const holders = [...storage.scanIndex(index, key, Buffer.concat([key, AFTER]))];
        if (!holders.includes(id)) problems.push(`${collection.name}.${index.name} lacks record ${id}`);
      }
    }
  }
  for (const [index, entries] of expected) {
    const found = [...storage.scanIndex(index, Buffer.alloc(0), AFTER)].length;
    if (found !== entries) {
      problems.push(`${collection.name}.${index.name} has ${found} entries for ${entries} keys`);
    }
  }
  if (storage.count(collection) !== documents)
    problems.push(`${collection.name} counts ${storage.count(collection)}`);
  return problems;
}
