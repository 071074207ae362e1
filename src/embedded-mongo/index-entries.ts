import type { Collection } from './catalog.js';
import { duplicateKey } from './duplicate-key.js';
import { keysOf } from './indexes.js';
import type { Index } from './indexes.js';
import { entryKey, readRecordNumber, recordBytes } from './tables.js';
import type { Table } from './tables.js';
import type { Doc } from './values.js';

/** How the keys of one index change when a document does. */
export interface Change {
  index: Index;
  added: Buffer[];
  removed: Buffer[];
  multikey: boolean;
}

/** What becomes of a document; without `id` it is new. */
export interface Step {
  before?: Doc;
  after?: Doc;
  id?: number;
}

/** The entries of all indexes: index number, encoded key and record number -> record number. */
export class IndexEntries {
  constructor(readonly table: Table) {}

  /** How the keys of a collection's indexes change. Throws DuplicateKey. */
  changes(collection: Collection, step: Step): Change[] {
    const changes = collection.indexes.map((index) => this.#change(collection, index, step));
    for (const building of collection.building) {
      if (building.failure) continue;
      try {
        const change = this.#change(collection, building.index, step);
        // While it is being built another document may stand under the same key.
        change.removed = change.removed.filter((key) => this.#isFree(building.index, key, step.id));
        changes.push(change);
      } catch (error) {
        building.failure = error as Error;
      }
    }
    return changes;
  }

  /** Returns whether some index has become multikey. */
  apply(changes: readonly Change[], id: number): boolean {
    let turned = false;
    for (const { index, added, removed, multikey } of changes) {
      for (const key of removed) this.table.remove(entryKey(index, key, id));
      for (const key of added) this.table.put(entryKey(index, key, id), recordBytes(id));
      turned ||= multikey && !index.multikey;
      index.multikey ||= multikey;
    }
    return turned;
  }

  /** Adds the entries of a document that is there already. Throws DuplicateKey. */
  add(collection: Collection, index: Index, id: number, doc: Doc): void {
    const { keys, multikey } = keysOf(index, doc);
    for (const key of keys) this.#checkUnique(collection, index, doc, key, id);
    this.apply([{ index, added: keys, removed: [], multikey }], id);
  }

  #change(collection: Collection, index: Index, { before, after, id }: Step): Change {
    const old = before ? keysOf(index, before).keys : [];
    const { keys, multikey } = after ? keysOf(index, after) : { keys: [], multikey: false };
    const added = keys.filter((key) => !old.some((each) => each.equals(key)));
    const removed = old.filter((key) => !keys.some((each) => each.equals(key)));
    if (after) for (const key of added) this.#checkUnique(collection, index, after, key, id);
    return { index, added, removed, multikey };
  }

  #checkUnique(collection: Collection, index: Index, doc: Doc, key: Buffer, id: number | undefined): void {
    if (!this.#isFree(index, key, id)) throw duplicateKey(collection, index, doc, key);
  }

  /** Whether no record but `id` stands under a key, which is always so unless the index is unique. */
  #isFree(index: Index, key: Buffer, id: number | undefined): boolean {
    if (!index.unique) return true;
    const holder = this.table.get(entryKey(index, key, 0));
    return holder === undefined || readRecordNumber(holder, 0) === id;
  }
}
