import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { open } from 'lmdb';
import type { RootDatabase } from 'lmdb';
import { checkDataFile } from './data-file.js';
import { duplicateKey } from './duplicate-key.js';
import { CommandError } from './errors.js';
import { compileIndex, idIndex, keysOf } from './indexes.js';
import type { Index, IndexMeta } from './indexes.js';
import { AFTER } from './key-order.js';
import {
  catalogKey,
  chunks,
  entryKey,
  idRange,
  numberBytes,
  readRecordNumber,
  recordBytes,
  recordKey,
} from './tables.js';
import type { Table } from './tables.js';
import { decode, decodePlain, encode } from './values.js';
import type { Doc } from './values.js';

/** A stored document: its record number, which is also its place in natural order, and its bytes. */
export interface StoredRecord {
  id: number;
  bytes: Buffer;
}

/** A collection as it is in memory; the catalog table holds the same. */
export interface Collection {
  id: number;
  db: string;
  name: string;
  uuid: string;
  indexes: Index[];
  nextRecord: number;
}

type Outcome = { value: unknown } | { error: unknown };

/** A step waiting for its transaction, and whom to tell once the disk has it. */
interface Step {
  step: () => unknown;
  done: (outcome: Outcome) => void;
}

/** How the keys of one index change when a document does. */
interface Change {
  index: Index;
  added: Buffer[];
  removed: Buffer[];
  multikey: boolean;
}

/**
 * Three LMDB tables. `catalog`: "db.collection" -> its indexes. `documents`: collection number and
 * record number -> BSON. `entries`: index number, encoded key and record number -> record number.
 * Everything that changes goes through `write`, whose promise resolves after the disk has it.
 */
export class Storage {
  readonly #env: RootDatabase<Buffer, Buffer>;
  readonly #catalog: Table;
  readonly #documents: Table;
  readonly #entries: Table;
  #collections = new Map<string, Collection>();
  #nextId = 1;
  #queue: Step[] = [];
  /** Grows with every change of a document: what was read at an earlier one may be out of date. */
  revision = 0;

  /** Throws DataFileDamaged. */
  constructor(path: string) {
    checkDataFile(join(path, 'data.mdb'));
    const binary = { encoding: 'binary', keyEncoding: 'binary' } as const;
    // Without overlappingSync a commit is flushed before it is reported, which is what "acknowledged" means.
    this.#env = open({ path, noSubdir: false, maxDbs: 4, overlappingSync: false, ...binary });
    this.#catalog = this.#env.openDB('catalog', binary);
    this.#documents = this.#env.openDB('documents', binary);
    this.#entries = this.#env.openDB('entries', binary);
    this.#load();
  }

  /** The LMDB environment, for the lock on the data directory. */
  get env(): RootDatabase<Buffer, Buffer> {
    return this.#env;
  }

  /**
   * Runs a read-check-write step in a write transaction, alone; all steps queued in one turn of the event loop
   * share one disk flush. A step must do all its checks before its first change, because LMDB does not undo
   * a step that throws half-way.
   */
  async write<T>(step: () => T): Promise<T> {
    const outcome = await new Promise<Outcome>((done) => {
      this.#queue.push({ step, done });
      if (this.#queue.length === 1) setImmediate(() => this.#commit());
    });
    if ('error' in outcome) throw outcome.error;
    return outcome.value as T;
  }

  /** Commits on this thread: handing it to another costs a lone writer half as much again as the flush. */
  #commit(): void {
    const steps = this.#queue;
    this.#queue = [];
    try {
      const outcomes = this.#env.transactionSync(() => steps.map(({ step }) => outcomeOf(step)));
      steps.forEach(({ done }, i) => done(outcomes[i]!));
    } catch (error) {
      this.#load();
      for (const { done } of steps) done({ error });
    }
  }

  /** Commits what is queued and closes. */
  async close(): Promise<void> {
    if (this.#queue.length > 0) this.#commit();
    await this.#env.close();
  }

  collection(db: string, name: string): Collection | undefined {
    return this.#collections.get(`${db}.${name}`);
  }

  collections(db?: string): Collection[] {
    return [...this.#collections.values()].filter((each) => db === undefined || each.db === db);
  }

  /** The collection, made now if need be; inside `write`. */
  ensureCollection(db: string, name: string): Collection {
    const existing = this.collection(db, name);
    if (existing) return existing;
    checkNamespace(db, name);
    const collection: Collection = {
      id: this.#nextId++,
      db,
      name,
      uuid: randomUUID(),
      indexes: [compileIndex({ ...idIndex, id: this.#nextId++ })],
      nextRecord: 1,
    };
    this.#collections.set(`${db}.${name}`, collection);
    this.#saveCollection(collection);
    return collection;
  }

  /** Removes a collection with all it holds; inside `write`. */
  dropCollection(collection: Collection): void {
    for (const index of collection.indexes) this.#clear(this.#entries, index.id);
    this.#clear(this.#documents, collection.id);
    this.#catalog.removeSync(catalogKey(collection));
    this.#collections.delete(`${collection.db}.${collection.name}`);
  }

  /** Builds an index over what the collection holds; inside `write`. Throws DuplicateKey, leaving nothing. */
  addIndex(collection: Collection, meta: Omit<IndexMeta, 'id'>): void {
    const index = compileIndex({ ...meta, id: this.#nextId++ });
    const unique = new Set<string>();
    const entries: [Buffer, number][] = [];
    for (const { id, bytes } of this.scan(collection)) {
      const doc = decode(bytes);
      const { keys, multikey } = keysOf(index, doc);
      index.multikey ||= multikey;
      for (const key of keys) {
        const text = key.toString('latin1');
        if (index.unique && unique.has(text)) throw duplicateKey(collection, index, doc, key);
        if (index.unique) unique.add(text);
        entries.push([key, id]);
      }
    }
    for (const [key, id] of entries) this.#entries.putSync(entryKey(index, key, id), recordBytes(id));
    collection.indexes.push(index);
    this.#saveCollection(collection);
  }

  dropIndex(collection: Collection, index: Index): void {
    this.#clear(this.#entries, index.id);
    collection.indexes = collection.indexes.filter((each) => each !== index);
    this.#saveCollection(collection);
  }

  /** Inside `write`. Throws DuplicateKey before anything is changed. Returns the record number. */
  insert(collection: Collection, bytes: Buffer, doc: Doc): number {
    const added = this.#changes(collection, undefined, doc, undefined);
    const id = collection.nextRecord++;
    this.#apply(collection, added, id);
    this.#documents.putSync(recordKey(collection.id, id), bytes);
    return id;
  }

  /** Inside `write`. Throws DuplicateKey before anything is changed. */
  replace(collection: Collection, id: number, before: Doc, bytes: Buffer, after: Doc): void {
    this.#apply(collection, this.#changes(collection, before, after, id), id);
    this.#documents.putSync(recordKey(collection.id, id), bytes);
  }

  /** Inside `write`. */
  remove(collection: Collection, id: number, before: Doc): void {
    this.#apply(collection, this.#changes(collection, before, undefined, id), id);
    this.#documents.removeSync(recordKey(collection.id, id));
  }

  get(collection: Collection, id: number): Buffer | undefined {
    return this.#documents.get(recordKey(collection.id, id));
  }

  /** Bytes of all documents of a database. */
  sizeOf(db: string): number {
    let size = 0;
    for (const collection of this.collections(db)) {
      for (const { bytes } of this.scan(collection)) size += bytes.length;
    }
    return size;
  }

  count(collection: Collection): number {
    const [start, end] = idRange(collection.id);
    return this.#documents.getKeysCount({ start, end });
  }

  /** All documents in natural order, which is the order of insertion. */
  *scan(collection: Collection, reverse = false): Generator<StoredRecord> {
    const [start, end] = idRange(collection.id);
    for (const { key, value } of chunks(this.#documents, start, end, reverse)) {
      yield { id: readRecordNumber(key, 4), bytes: value };
    }
  }

  /** The record numbers under the keys of an index from `start` up to, not including, `end`. */
  *scanIndex(index: Index, start: Buffer, end: Buffer, reverse = false): Generator<number> {
    // No key begins with the whole of another, so what stands under the whole key is all there is.
    const whole = index.unique && end.length === start.length + 1 && end.at(-1) === AFTER[0];
    const holder = whole ? this.#entries.get(entryKey(index, start, 0)) : undefined;
    if (holder) {
      yield readRecordNumber(holder, 0);
      return;
    }
    const prefix = numberBytes(index.id);
    const range = [Buffer.concat([prefix, start]), Buffer.concat([prefix, end])] as const;
    for (const { value } of chunks(this.#entries, ...range, reverse)) yield readRecordNumber(value, 0);
  }

  /** How the keys of an index change when a document does. Throws DuplicateKey. */
  #changes(
    collection: Collection,
    before: Doc | undefined,
    after: Doc | undefined,
    id: number | undefined,
  ): Change[] {
    return collection.indexes.map((index) => {
      const old = before ? keysOf(index, before).keys : [];
      const { keys, multikey } = after ? keysOf(index, after) : { keys: [], multikey: false };
      const added = keys.filter((key) => !old.some((each) => each.equals(key)));
      const removed = old.filter((key) => !keys.some((each) => each.equals(key)));
      if (index.unique && after) {
        for (const key of added) {
          const holder = this.#entries.get(entryKey(index, key, 0));
          if (holder && readRecordNumber(holder, 0) !== id) throw duplicateKey(collection, index, after, key);
        }
      }
      return { index, added, removed, multikey };
    });
  }

  #apply(collection: Collection, changes: Change[], id: number): void {
    this.revision += 1;
    for (const { index, added, removed, multikey } of changes) {
      for (const key of removed) this.#entries.removeSync(entryKey(index, key, id));
      for (const key of added) this.#entries.putSync(entryKey(index, key, id), recordBytes(id));
      if (multikey && !index.multikey) {
        index.multikey = true;
        this.#saveCollection(collection);
      }
    }
  }

  #clear(table: Table, id: number): void {
    const [start, end] = idRange(id);
    for (const { key } of chunks(table, start, end, false)) table.removeSync(key);
  }

  #saveCollection({ id, uuid, db, name, indexes }: Collection): void {
    const metas = indexes.map(({ fields: _fields, fold: _fold, covers: _covers, ...meta }) => meta);
    const bytes = encode({ id, uuid, db, name, indexes: metas, nextId: this.#nextId });
    this.#catalog.putSync(catalogKey({ db, name }), bytes);
  }

  #load(): void {
    this.#collections = new Map();
    for (const { value } of this.#catalog.getRange({})) {
      // Partial filters are kept exact for matching; everything else in the catalog is plain.
      const exact = decode(value) as { indexes: IndexMeta[] };
      const stored = decodePlain(value) as unknown as Collection & { indexes: IndexMeta[]; nextId: number };
      this.#nextId = Math.max(this.#nextId, stored.nextId);
      const indexes = stored.indexes.map((meta, i) => {
        const { partialFilterExpression } = exact.indexes[i]!;
        return compileIndex({ ...meta, ...(partialFilterExpression && { partialFilterExpression }) });
      });
      const { id, uuid, db, name } = stored;
      this.#collections.set(`${db}.${name}`, {
        id,
        uuid,
        db,
        name,
        indexes,
        nextRecord: this.#afterLast(id),
      });
    }
  }

  #afterLast(collectionId: number): number {
    const [start, end] = idRange(collectionId);
    for (const key of this.#documents.getKeys({ start: end, end: start, reverse: true, limit: 1 })) {
      return readRecordNumber(key, 4) + 1;
    }
    return 1;
  }
}

function outcomeOf(step: () => unknown): Outcome {
  try {
    return { value: step() };
  } catch (error) {
    return { error };
  }
}

function checkNamespace(db: string, name: string): void {
  if (
    name === '' ||
    name.includes('\0') ||
    name.includes('$') ||
    name.startsWith('.') ||
    name.endsWith('.')
  ) {
    throw new CommandError('InvalidNamespace', `Invalid collection name: ${name}`);
  }
  if (db === '' || /[\0/\\. "$]/.test(db) || db.length + name.length > 254) {
    throw new CommandError('InvalidNamespace', `Invalid namespace specified '${db}.${name}'`);
  }
}
