import type { Building, Catalog, Collection } from '../catalog.js';
import { CommandError } from '../../bson/errors.js';
import type { IndexEntries } from './entries.js';
import { compileIndex } from './definition.js';
import type { IndexMeta } from './definition.js';
import { idRange, readRecordNumber, recordKey } from '../tables.js';
import type { Table } from '../tables.js';
import { decode } from '../../bson/values.js';

/** What a build reads and changes. */
export interface BuildSite {
  catalog: Catalog;
  documents: Table;
  entries: IndexEntries;
}

/**
 * Builds indexes over what a collection holds, step by step. From its start on every write keeps them up to
 * date; queries see them when the last step is through. Until then the catalog has their entries down as
 * what is to be cleared, so that nothing remains if the process ends.
 */
export class IndexBuild {
  readonly #building: Building[];
  #next = 0;

  /** Inside a write transaction. */
  constructor(
    readonly site: BuildSite,
    readonly collection: Collection,
    metas: readonly Omit<IndexMeta, 'id'>[],
  ) {
    this.#building = metas.map((meta) => ({ index: compileIndex({ ...meta, id: site.catalog.newId() }) }));
    collection.building.push(...this.#building);
    for (const { index } of this.#building) site.catalog.discard({ table: 'entries', id: index.id });
  }

  /**
   * Goes on over some documents; inside a write transaction. Returns whether that was the last step. Throws
   * DuplicateKey and what else keeps an index from being built, IndexBuildAborted if the collection is gone;
   * nothing is left of the build then but entries to be cleared.
   */
  step(documents: number): boolean {
    const { catalog } = this.site;
    const { db, name } = this.collection;
    if (catalog.collections.get(`${db}.${name}`) !== this.collection)
      throw new CommandError('IndexBuildAborted', `the collection ${db}.${name} was dropped meanwhile`);
    try {
      if (!this.#read(documents)) return false;
    } catch (error) {
      this.#leave();
      for (const { index } of this.#building) catalog.gone.push({ table: 'entries', id: index.id });
      throw error;
    }
    this.#leave();
    for (const { index } of this.#building) {
      catalog.keep({ table: 'entries', id: index.id });
      this.collection.indexes.push(index);
    }
    catalog.save(this.collection);
    return true;
  }

  /** Returns whether there is nothing more to read. */
  #read(documents: number): boolean {
    const failed = this.#building.find(({ failure }) => failure);
    if (failed) throw failed.failure!;
    const { id: collectionId } = this.collection;
    const start = recordKey(collectionId, this.#next);
    let read = 0;
    for (const { key, value } of this.site.documents.range(start, idRange(collectionId)[1])) {
      const id = readRecordNumber(key);
      const doc = decode(value);
      for (const { index } of this.#building) this.site.entries.add(this.collection, index, id, doc);
      this.#next = id + 1;
      if (++read === documents) return false;
    }
    return true;
  }

  #leave(): void {
    this.collection.building = this.collection.building.filter((each) => !this.#building.includes(each));
  }
}
