import { CommandError } from '../bson/errors.js';
import { describe } from '../bson/print-value.js';
import { parseIndexSpec, samePattern } from '../storage/indexes/definition.js';
import type { Index } from '../storage/indexes/definition.js';
import { compileFilter } from '../filter/compile.js';
import type { Collection } from '../storage/storage.js';
import { readValidation, validationOptions } from '../filter/validation.js';
import { encode, equal, isPlainObject, toBoolean, toNumber } from '../bson/values.js';
import type { Doc } from '../bson/values.js';
import type { CursorReply } from './reply.js';
import { createView, listedViews } from './views.js';
import { collectionName, documentOption } from './context.js';
import type { Context } from './context.js';

function existing(context: Context): Collection {
  const collection = context.storage.target(context.db, collectionName(context));
  if (collection) return collection;
  throw new CommandError('NamespaceNotFound', `ns does not exist: ${context.db}.${collectionName(context)}`);
}

/** `create`: makes a collection or a view. */
export async function create(context: Context): Promise<Doc> {
  const { storage, db, body } = context;
  const name = collectionName(context);
  if (body.viewOn !== undefined) return createView(context);
  const validation = readValidation(body);
  return storage.write(() => {
    if (storage.collection(db, name) ?? storage.view(db, name)) {
      throw new CommandError('NamespaceExists', `Collection ${db}.${name} already exists.`);
    }
    const collection = storage.ensureCollection(db, name);
    if (validation) storage.setValidation(collection, validation);
    return { ok: 1 };
  });
}

/** `collMod`: changes the validator of a collection. */
export async function collMod(context: Context): Promise<Doc> {
  const { storage, body } = context;
  return storage.write(() => {
    const collection = existing(context);
    storage.setValidation(collection, readValidation(body, collection.validation));
    return { ok: 1 };
  });
}

/** `drop`: removes a collection or a view. */
export async function drop(context: Context): Promise<Doc> {
  const { storage, db } = context;
  return storage.write((): Doc => {
    const view = storage.view(db, collectionName(context));
    if (view) {
      storage.dropView(view);
      return { ns: `${db}.${view.name}`, ok: 1 };
    }
    const collection = existing(context);
    storage.dropCollection(collection);
    return { nIndexesWas: collection.indexes.length, ns: `${collection.db}.${collection.name}`, ok: 1 };
  });
}

/** `dropDatabase`: removes all collections and views of a database. */
export async function dropDatabase({ storage, db }: Context): Promise<Doc> {
  return storage.write(() => {
    for (const collection of storage.collections(db)) storage.dropCollection(collection);
    for (const view of storage.views(db)) storage.dropView(view);
    return { dropped: db, ok: 1 };
  });
}

/** `createIndexes`: builds those that are not there yet, all or none. */
export async function createIndexes(context: Context): Promise<Doc> {
  const { storage, db, body } = context;
  const name = collectionName(context);
  if (!Array.isArray(body.indexes) || body.indexes.length === 0) {
    throw new CommandError('BadValue', 'Must specify at least one index to create');
  }
  const { ignoreUnknownIndexOptions: lax } = body;
  const specs = body.indexes.map((spec) => parseIndexSpec(spec as Doc, toBoolean(lax)));
  const { before, after, created } = await storage.buildIndexes(db, name, ({ indexes }) =>
    specs.filter((spec, i) => !isKnown([...indexes, ...specs.slice(0, i)], spec)),
  );
  return {
    numIndexesBefore: before,
    numIndexesAfter: after,
    createdCollectionAutomatically: created,
    ...(after === before && { note: 'all indexes already exist' }),
    ok: 1,
  };
}

type Spec = ReturnType<typeof parseIndexSpec>;

/** Whether there is such an index already. Throws when there is one that is in the way. */
function isKnown(indexes: readonly Spec[], spec: Spec): boolean {
  if (equal(spec.key, { _id: 1 })) return true;
  const named = indexes.find((index) => index.name === spec.name);
  if (named && !samePattern(named, spec)) {
    const both = `Requested index: ${describe(spec)}, existing index: ${describe(listed(named))}`;
    throw new CommandError(
      'IndexKeySpecsConflict',
      `An existing index has the same name as the requested index. ${both}`,
    );
  }
  if (named && named.expireAfterSeconds !== spec.expireAfterSeconds) {
    throw new CommandError(
      'IndexOptionsConflict',
      'An equivalent index already exists with the same name but different options',
    );
  }
  if (named) return true;
  const alike = indexes.find((index) => samePattern(index, spec));
  if (!alike) return false;
  throw new CommandError('IndexOptionsConflict', `Index already exists with a different name: ${alike.name}`);
}

/** `dropIndexes`: removes indexes by name, by key, or all but that of `_id`. */
export async function dropIndexes(context: Context): Promise<Doc> {
  const { storage, body } = context;
  return storage.write(() => {
    const collection = existing(context);
    const before = collection.indexes.length;
    for (const index of chosen(collection.indexes, body.index)) storage.dropIndex(collection, index);
    return { nIndexesWas: before, ok: 1 };
  });
}

function chosen(indexes: readonly Index[], which: unknown): Index[] {
  if (which === '*') return indexes.filter((index) => index.name !== '_id_');
  return (Array.isArray(which) ? which : [which]).map((each: unknown) => {
    const index = indexes.find(({ name, key }) => (isPlainObject(each) ? equal(key, each) : name === each));
    if (!index) throw new CommandError('IndexNotFound', `index not found with name [${String(each)}]`);
    if (index.name === '_id_') throw new CommandError('InvalidOptions', 'cannot drop _id index');
    return index;
  });
}

/** `listIndexes`: the indexes of a collection. */
export function listIndexes(context: Context): Promise<CursorReply> {
  const { cursors, db, body } = context;
  const collection = existing(context);
  const { batchSize } = documentOption(body, 'cursor');
  return cursors.first(
    `${db}.${collection.name}`,
    collection.indexes.map((index) => encode(listed(index))).values(),
    { batchSize: batchSize === undefined ? undefined : toNumber(batchSize, 0) },
  );
}

/** An index as `listIndexes` shows it. */
function listed({
  name,
  key,
  unique,
  sparse,
  partialFilterExpression,
  expireAfterSeconds,
  collation,
}: Spec): Doc {
  return {
    v: 2,
    key,
    name,
    ...(unique && name !== '_id_' && { unique }),
    ...(sparse && { sparse }),
    ...(partialFilterExpression && { partialFilterExpression }),
    ...(expireAfterSeconds !== undefined && { expireAfterSeconds }),
    ...(collation && { collation }),
  };
}

/** `listCollections`: the collections and views of a database. */
export function listCollections(context: Context): Promise<CursorReply> {
  const { storage, cursors, db, body } = context;
  const matches = compileFilter(documentOption(body, 'filter'));
  const infos = storage.collections(db).map(({ name, uuid, validation, indexes }): Doc => ({
    name,
    type: 'collection',
    options: validationOptions(validation),
    info: { readOnly: false, uuid },
    idIndex: listed(indexes[0]!),
  }));
  const documents = [...infos, ...listedViews(context)].filter((info) => matches(info)).map(encode);
  const { batchSize } = documentOption(body, 'cursor');
  return cursors.first(`${db}.$cmd.listCollections`, documents.values(), {
    batchSize: batchSize === undefined ? undefined : toNumber(batchSize, 0),
  });
}

/** `listDatabases`: the databases that have a collection or a view. */
export function listDatabases({ storage, body }: Context): Doc {
  const matches = compileFilter(documentOption(body, 'filter'));
  const names = [...new Set([...storage.collections(), ...storage.views()].map(({ db }) => db))].sort();
  const databases = names
    .map((name): Doc => ({ name, sizeOnDisk: storage.sizeOf(name), empty: false }))
    .filter((database) => matches(database));
  const totalSize = databases.reduce((sum, { sizeOnDisk }) => sum + (sizeOnDisk as number), 0);
  return { databases, totalSize, ok: 1 };
}
