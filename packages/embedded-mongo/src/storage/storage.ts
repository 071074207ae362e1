import { join } from 'node:path';
import { open } from 'lmdb';
import type { Database, RootDatabase } from 'lmdb';
import { Catalog } from './catalog.js';
import type { Collection, View } from './catalog.js';
import { damagedEntry, damagedRecord, StoreDamaged } from './damage.js';
import { checkAccess } from './check-access.js';
import { checkDataFile } from './check-file.js';
import { Clearing } from './deferred-removal.js';
import { IndexBuild } from './indexes/index-build.js';
import type { BuildSite } from './indexes/index-build.js';
import { IndexBuilds } from './indexes/build-queue.js';
import type { Built, Missing } from './indexes/build-queue.js';
import { IndexEntries } from './indexes/entries.js';
import type { Step } from './indexes/entries.js';
import type { Index, IndexMeta } from './indexes/definition.js';
import { AFTER } from '../bson/key-order.js';
import { idRange, partNames, readRecordNumber, recordKey, PARTS, Table } from './tables.js';
import { Tallies } from './counters.js';
import type { Tally } from './counters.js';
import { Transactions } from './transactions.js';
import type { Validation } from '../filter/validation.js';
import type { Doc } from '../bson/values.js';

export type { Collection } from './catalog.js';

const ALL_PARTS = (Object.keys(PARTS) as (keyof typeof PARTS)[]).flatMap(partNames);
const binary = { encoding: 'binary', keyEncoding: 'binary' } as const;

/** Without overlappingSync a commit is flushed before it is reported, which is what "acknowledged" means. */
const openEnvironment = (path: string): RootDatabase<Buffer, Buffer> =>
  open({ path, noSubdir: false, maxDbs: ALL_PARTS.length, overlappingSync: false, ...binary });

/** Entries that are written in one transaction. */
const REWRITTEN_AT_ONCE = 10_000;

function rewritePart(from: Database<Buffer, Buffer>, to: Database<Buffer, Buffer>): void {
  for (let start: Buffer | undefined; ;) {
    const range = { limit: REWRITTEN_AT_ONCE, ...(start && { start, exclusiveStart: true }) };
    const entries = [...from.getRange(range)];
    to.transactionSync(() => {
      for (const { key, value } of entries) to.putSync(key, value);
    });
    if (entries.length < REWRITTEN_AT_ONCE) return;
    start = entries.at(-1)!.key;
  }
}

/** A stored document: its record number, which is also its place in natural order, and its bytes. */
export interface StoredRecord {
  id: number;
  bytes: Buffer;
}

/**
 * Three tables in LMDB: `catalog`; `documents`: collection number and record number -> BSON; `entries` of indexes.
 * Everything that changes goes through `write`, whose promise resolves after the disk has it.
 */
export class Storage {
  readonly #env: RootDatabase<Buffer, Buffer>;
  readonly #transactions: Transactions;
  readonly #catalog: Catalog;
  readonly #documents: Table;
  readonly #entries: IndexEntries;
  readonly #tallies: Tallies;
  readonly #clearing: Clearing;
  readonly #site: BuildSite;
  readonly #builds: IndexBuilds;
  /** Grows with every change of a document: what was read at an earlier one may be out of date. */
  revision = 0;

  /** Throws DataFileForbidden, DataFileDamaged. */
  constructor(path: string) {
    checkAccess(path);
    this.#tallies = new Tallies(checkDataFile(join(path, 'data.mdb')));
    this.#env = openEnvironment(path);
    const tables = this.#env.transactionSync(() => ({
      catalog: new Table(
        this.#env,
        'catalog',
        (key) => new StoreDamaged(`its entry for ${key.toString()} is not what was written`),
      ),
      documents: new Table(this.#env, 'documents', (key) => damagedRecord(key, this.collections())),
      entries: new Table(this.#env, 'entries', (key) => damagedEntry(key, this.collections())),
    }));
    this.#catalog = new Catalog(tables.catalog);
    this.#documents = tables.documents;
    this.#entries = new IndexEntries(tables.entries);
    this.#transactions = new Transactions(this.#env, (committed) => this.#ended(committed));
    const write = <T>(step: () => T): Promise<T> => this.write(step);
    this.#clearing = new Clearing(
      this.#catalog,
      { documents: this.#documents, entries: this.#entries.table },
      write,
    );
    this.#site = { catalog: this.#catalog, documents: this.#documents, entries: this.#entries };
    this.#builds = new IndexBuilds(this.#site, write, this.#clearing);
    this.#load();
  }

  /** The LMDB environment, for the lock on the data directory. */
  get env(): RootDatabase<Buffer, Buffer> {
    return this.#env;
  }

  /**
   * Runs a read-check-write step in a write transaction, alone; all steps queued in one turn of the event loop
   * share one disk flush. A step must do all its checks before its first change, because LMDB does not undo
   * a step that throws half-way. Throws OutOfDiskSpace.
   */
  write<T>(step: () => T): Promise<T> {
    return this.#transactions.write(() => {
      try {
        return step();
      } finally {
        this.#entries.settle();
      }
    });
  }

  /**
   * Writes all entries into a new data file in the directory `path`. A copy of the pages would not do: LMDB leaves
   * removed keys in them, as signposts to the keys beside.
   */
  async rewrite(path: string): Promise<void> {
    const to = openEnvironment(path);
    try {
      for (const name of ALL_PARTS) rewritePart(this.#env.openDB(name, binary), to.openDB(name, binary));
    } finally {
      await to.close();
    }
  }

  /** Commits what is queued and closes. */
  async close(): Promise<void> {
    this.#clearing.stop();
    this.#transactions.flush();
    await this.#env.close();
  }

  collection(db: string, name: string): Collection | undefined {
    return this.#catalog.collections.get(`${db}.${name}`);
  }

  view(db: string, name: string): View | undefined {
    return this.#catalog.views.get(`${db}.${name}`);
  }

  views(db?: string): View[] {
    return [...this.#catalog.views.values()].filter((each) => db === undefined || each.db === db);
  }

  /** Inside `write`. Throws InvalidNamespace. */
  addView(view: View): void {
    this.#catalog.addView(view);
  }

  /** Inside `write`. */
  dropView(view: View): void {
    this.#catalog.removeView(view);
  }

  /** The collection, if it is there. Throws CommandNotSupportedOnView if the name is that of a view. */
  target(db: string, name: string): Collection | undefined {
    this.#catalog.checkNoView(db, name);
    return this.collection(db, name);
  }

  collections(db?: string): Collection[] {
    return [...this.#catalog.collections.values()].filter((each) => db === undefined || each.db === db);
  }

  /** The collection, made now if need be; inside `write`. Throws InvalidNamespace, CommandNotSupportedOnView. */
  ensureCollection(db: string, name: string): Collection {
    return this.collection(db, name) ?? this.#catalog.add(db, name);
  }

  /** Says which documents a collection takes from now on; inside `write`. */
  setValidation(collection: Collection, validation: Validation | undefined): void {
    collection.validation = validation;
    this.#catalog.save(collection);
  }

  /** Removes a collection with all it holds; inside `write`. */
  dropCollection(collection: Collection): void {
    this.#catalog.remove(collection);
    this.#clear(collection);
  }

  /** Removes what a collection held that the catalog does not list any more. */
  #clear(collection: Collection): void {
    const indexes = [...collection.indexes, ...collection.building.map(({ index }) => index)];
    for (const { id } of indexes) this.#clearing.drop({ table: 'entries', id });
    this.#clearing.drop({ table: 'documents', id: collection.id });
    this.revision += 1;
  }

  /**
   * Puts a new collection that `fill` fills in the place of the one of that name, with its indexes and its
   * validation; inside `write`. If `fill` throws, the old collection stays as it was.
   */
  replaceCollection(db: string, name: string, fill: (fresh: Collection) => void): void {
    const old = this.collection(db, name);
    if (old) this.#catalog.remove(old);
    let fresh: Collection | undefined;
    try {
      fresh = this.#catalog.add(db, name);
      if (old?.validation) this.setValidation(fresh, old.validation);
      for (const index of old?.indexes.slice(1) ?? []) this.addIndex(fresh, index);
      fill(fresh);
    } catch (error) {
      // Entries that wait to be written would otherwise outlive the collection.
      this.#entries.settle();
      if (fresh) this.dropCollection(fresh);
      if (old) this.#catalog.restore(old);
      throw error;
    }
    if (old) this.#clear(old);
  }

  /** Inside `write`. */
  dropIndex(collection: Collection, index: Index): void {
    collection.indexes = collection.indexes.filter((each) => each !== index);
    this.#catalog.save(collection);
    this.#clearing.drop({ table: 'entries', id: index.id });
    this.revision += 1;
  }

  /** Builds an index over what the collection holds, at once; inside `write`. Throws DuplicateKey, leaving nothing. */
  addIndex(collection: Collection, meta: Omit<IndexMeta, 'id'>): void {
    new IndexBuild(this.#site, collection, [meta]).step(Infinity);
  }

  /**
   * Builds those indexes that `missing` names, in steps between which others are served, on a collection made now
   * if need be. All or none of them are there at the end. Throws DuplicateKey, IndexBuildAborted, InvalidNamespace
   * and what `missing` throws.
   */
  buildIndexes(db: string, name: string, missing: Missing): Promise<Built> {
    return this.#builds.run(db, name, missing);
  }

  /** Inside `write`. Throws DuplicateKey before anything is changed. Returns the record number. */
  insert(collection: Collection, bytes: Buffer, after: Doc): number {
    const id = collection.nextRecord;
    this.#change(collection, { after }, id);
    collection.nextRecord += 1;
    this.#documents.put(recordKey(collection.id, id), bytes);
    this.#tallies.add(collection.id, 1, bytes.length);
    return id;
  }

  /** Inside `write`. Throws DuplicateKey before anything is changed. */
  replace(collection: Collection, id: number, before: Doc, bytes: Buffer, after: Doc): void {
    const size = this.#documents.sizeOf(recordKey(collection.id, id));
    this.#change(collection, { before, after, id }, id);
    this.#documents.put(recordKey(collection.id, id), bytes);
    this.#tallies.add(collection.id, 0, bytes.length - size);
  }

  /** Inside `write`. */
  remove(collection: Collection, id: number, before: Doc): void {
    const size = this.#documents.sizeOf(recordKey(collection.id, id));
    this.#change(collection, { before, id }, id);
    this.#documents.remove(recordKey(collection.id, id));
    this.#tallies.add(collection.id, -1, -size);
  }

  #change(collection: Collection, step: Step, id: number): void {
    const changes = this.#entries.changes(collection, step);
    this.revision += 1;
    if (this.#entries.apply(changes, id)) this.#catalog.save(collection);
  }

  /** Throws if it is not what was written. */
  get(collection: Collection, id: number): Buffer | undefined {
    return this.#documents.get(recordKey(collection.id, id));
  }

  /** How many documents a collection has, and their bytes. */
  tally(collection: Collection): Tally {
    return this.#tallies.of(collection.id);
  }

  /** Bytes of all documents of a database. */
  sizeOf(db: string): number {
    return this.collections(db).reduce((size, collection) => size + this.tally(collection).bytes, 0);
  }

  count(collection: Collection): number {
    return this.tally(collection).documents;
  }

  /** All documents in natural order, which is the order of insertion. Throws where one is not what was written. */
  *scan(collection: Collection, reverse = false): Generator<StoredRecord> {
    for (const { key, value } of this.#documents.range(...idRange(collection.id), reverse)) {
      yield { id: readRecordNumber(key), bytes: value };
    }
  }

  /**
   * The record numbers under the keys of an index from `start` up to, not including, `end`. Throws where one is
   * not what was written.
   */
  *scanIndex(index: Index, start: Buffer, end: Buffer, reverse = false): Generator<number> {
    // No key begins with the whole of another, so what stands under the whole key is all there is.
    const whole = index.unique && end.length === start.length + 1 && end.at(-1) === AFTER[0];
    const holder = whole ? this.#entries.holder(index, start) : undefined;
    if (holder !== undefined) yield holder;
    else yield* this.#entries.range(index, start, end, reverse);
  }

  /** Whether an index has an entry that leads from a key to a record. */
  holds(index: Index, key: Buffer, id: number): boolean {
    return this.#entries.holds(index, key, id);
  }

  /** What to throw when an index leads to a record that is not there, though nothing was removed meanwhile. */
  missing({ db, name }: Collection, id: number): StoreDamaged {
    return new StoreDamaged(`an index of ${db}.${name} leads to record ${id}, which is missing`);
  }

  /** Goes on clearing what belongs to nothing any more, in steps between which others are served. */
  sweep(): Promise<void> {
    return this.#clearing.sweep();
  }

  #ended(committed: boolean): void {
    this.#tallies.settle(committed);
    if (!committed) this.#load();
  }

  #load(): void {
    this.revision += 1;
    this.#catalog.load((id) => {
      const last = this.#documents.last(...idRange(id));
      return last ? readRecordNumber(last) + 1 : 1;
    });
  }
}
