import { randomUUID } from 'node:crypto';
import { CommandError } from '../bson/errors.js';
import { FORMAT, FORMAT_KEY } from './format.js';
import { compileIndex, idIndex } from './indexes/definition.js';
import type { Index, IndexMeta } from './indexes/definition.js';
import { numberBytes } from './tables.js';
import type { Table } from './tables.js';
import { compileValidation } from '../filter/validation.js';
import type { Validation, ValidationMeta } from '../filter/validation.js';
import { decode, decodePlain, encode } from '../bson/values.js';
import type { Doc } from '../bson/values.js';

/** A collection as it is in memory; the catalog table holds the same but for what is being built. */
export interface Collection {
  id: number;
  db: string;
  name: string;
  uuid: string;
  /** Which documents it takes; all if it does not say. */
  validation?: Validation | undefined;
  indexes: Index[];
  /** Indexes no query sees yet, which writes keep up to date already. */
  building: Building[];
  nextRecord: number;
}

/** A name for what a pipeline makes of a collection, or of another view. */
export interface View {
  db: string;
  name: string;
  viewOn: string;
  pipeline: Doc[];
}

/** An index that is being built. */
export interface Building {
  index: Index;
  /** Why it cannot be: a write went on that it would have refused. */
  failure?: Error;
}

/** All that one number stands before in a table: the documents of a collection, or the entries of an index. */
export interface Range {
  table: 'documents' | 'entries';
  id: number;
}

const GONE = '\0gone ';
const VIEW = '\0view ';

/**
 * What there is: "db.collection" -> its indexes; views; and which ranges belong to nothing that is there, and
 * are yet to be cleared.
 */
export class Catalog {
  collections = new Map<string, Collection>();
  views = new Map<string, View>();
  gone: Range[] = [];
  #nextId = 1;

  constructor(readonly table: Table) {}

  /** Reads everything anew. `nextRecord` tells the first free record number of a collection. */
  load(nextRecord: (collectionId: number) => number): void {
    this.collections = new Map();
    this.views = new Map();
    this.gone = [];
    for (const { key, value } of this.table.range(Buffer.from([0]), Buffer.from([0xff]))) {
      if (key.equals(FORMAT_KEY)) continue;
      if (key.toString().startsWith(VIEW)) this.#keep(decode(value) as unknown as View);
      else if (key[0] === 0) this.#loadGone(decodePlain(value) as unknown as Range);
      else this.#loadCollection(value, nextRecord);
    }
  }

  #loadGone(range: Range): void {
    this.gone.push(range);
    this.#nextId = Math.max(this.#nextId, range.id + 1);
  }

  #loadCollection(value: Buffer, nextRecord: (collectionId: number) => number): void {
    // Filters are kept exact for matching; everything else in the catalog is plain.
    const exact = decode(value) as { indexes: IndexMeta[]; validation?: ValidationMeta };
    const stored = decodePlain(value) as unknown as Collection & { indexes: IndexMeta[]; nextId: number };
    this.#nextId = Math.max(this.#nextId, stored.nextId);
    const indexes = stored.indexes.map((meta, i) => {
      const { partialFilterExpression } = exact.indexes[i]!;
      return compileIndex({ ...meta, ...(partialFilterExpression && { partialFilterExpression }) });
    });
    const { id, uuid, db, name } = stored;
    const validation = exact.validation && compileValidation(exact.validation);
    const collection = { id, uuid, db, name, validation, indexes, building: [], nextRecord: nextRecord(id) };
    this.collections.set(`${db}.${name}`, collection);
  }

  /** A number for a collection or an index. */
  newId(): number {
    return this.#nextId++;
  }

  /** Throws InvalidNamespace, and CommandNotSupportedOnView if the name is that of a view. */
  add(db: string, name: string): Collection {
    checkNamespace(db, name);
    this.checkNoView(db, name);
    const collection: Collection = {
      id: this.newId(),
      db,
      name,
      uuid: randomUUID(),
      indexes: [compileIndex({ ...idIndex, id: this.newId() })],
      building: [],
      nextRecord: 1,
    };
    this.collections.set(`${db}.${name}`, collection);
    this.table.put(FORMAT_KEY, FORMAT);
    this.save(collection);
    return collection;
  }

  save({ id, uuid, db, name, validation, indexes }: Collection): void {
    const metas = indexes.map(({ fields: _fields, fold: _fold, covers: _covers, ...meta }) => meta);
    const { accepts: _accepts, ...rules } = validation ?? {};
    const entry = { id, uuid, db, name, indexes: metas, nextId: this.#nextId };
    this.table.put(
      Buffer.from(`${db}.${name}`),
      encode({ ...entry, ...(validation && { validation: rules }) }),
    );
  }

  /** Throws CommandNotSupportedOnView. */
  checkNoView(db: string, name: string): void {
    if (!this.views.has(`${db}.${name}`)) return;
    const message = `Namespace ${db}.${name} is a view, not a collection`;
    throw new CommandError('CommandNotSupportedOnView', message);
  }

  /** Throws InvalidNamespace. */
  addView(view: View): void {
    checkNamespace(view.db, view.name);
    this.#keep(view);
    this.table.put(FORMAT_KEY, FORMAT);
    this.table.put(Buffer.from(`${VIEW}${view.db}.${view.name}`), encode({ ...view }));
  }

  #keep(view: View): void {
    this.views.set(`${view.db}.${view.name}`, view);
  }

  removeView({ db, name }: View): void {
    this.table.remove(Buffer.from(`${VIEW}${db}.${name}`));
    this.views.delete(`${db}.${name}`);
  }

  remove({ db, name }: Collection): void {
    this.table.remove(Buffer.from(`${db}.${name}`));
    this.collections.delete(`${db}.${name}`);
  }

  /** Takes back `remove`. */
  restore(collection: Collection): void {
    this.collections.set(`${collection.db}.${collection.name}`, collection);
    this.save(collection);
  }

  /** Notes on disk that a range is to be cleared, unless `keep` is said before the next start. */
  discard(range: Range): void {
    this.table.put(goneKey(range), encode({ ...range }));
  }

  /** Takes back `discard`. */
  keep(range: Range): void {
    this.table.remove(goneKey(range));
  }
}

function goneKey({ table, id }: Range): Buffer {
  return Buffer.concat([Buffer.from(`${GONE}${table} `), numberBytes(id)]);
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
