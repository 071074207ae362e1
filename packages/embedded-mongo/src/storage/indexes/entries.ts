import type { Collection } from '../catalog.js';
import { duplicateKey } from './duplicate-key.js';
import { keysOf } from './definition.js';
import type { Index } from './definition.js';
import { entryOf, numberBytes, recordOf } from '../tables.js';
import type { Entry, Table } from '../tables.js';
import type { Doc } from '../../bson/values.js';

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

/**
 * The entries of all indexes. What is added to those that are not unique waits until the step ends or somebody
 * reads or removes entries: those of many documents, put in order, fill pages well and touch each once.
 */
export class IndexEntries {
  #waiting: Entry[] = [];

  constructor(readonly table: Table) {}

  /** Puts what waits; at the end of a step, and before entries are read. */
  settle(): void {
    const entries = this.#waiting;
    if (entries.length === 0) return;
    this.#waiting = [];
    entries.sort((a, b) => a.key.compare(b.key));
    for (const { key, value } of entries) this.table.put(key, value);
  }

  /** The record numbers under the keys from `start` up to, not including, `end`. */
  *range(index: Index, start: Buffer, end: Buffer, reverse: boolean): Generator<number> {
    this.settle();
    const prefix = numberBytes(index.id);
    const range = [Buffer.concat([prefix, start]), Buffer.concat([prefix, end])] as const;
    for (const entry of this.table.range(...range, reverse)) yield recordOf(index, entry);
  }

  /** The record under a whole key of a unique index. */
  holder(index: Index, key: Buffer): number | undefined {
    const entry = entryOf(index, key, 0);
    const value = this.table.get(entry.key);
    return value && recordOf(index, { key: entry.key, value });
  }

  /** Whether there is an entry that leads from a key to a record. */
  holds(index: Index, key: Buffer, id: number): boolean {
    if (index.unique) return this.holder(index, key) === id;
    this.settle();
    return this.table.get(entryOf(index, key, id).key) !== undefined;
  }

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
      if (removed.length > 0) this.settle();
      for (const key of removed) this.table.remove(entryOf(index, key, id).key);
      for (const key of added) this.#put(index, entryOf(index, key, id));
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

  #put(index: Index, entry: Entry): void {
    if (index.unique) this.table.put(entry.key, entry.value);
    else this.#waiting.push(entry);
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
    const holder = this.holder(index, key);
    return holder === undefined || holder === id;
  }
}
