import { CommandError, writeError } from './errors.js';
import { find, parseSort } from './query.js';
import type { Found, Query } from './query.js';
import type { Collection, Storage } from './storage.js';
import { projectionOf } from './commands-reads.js';
import { checkUpsertFilter, withId } from './document-id.js';
import { compileUpdate } from './update.js';
import type { Update } from './update.js';
import { decode, encode, isPlainObject, toBoolean, toNumber } from './values.js';
import type { Doc } from './values.js';
import {
  asDocument,
  checkSize,
  collectionName,
  documentOption,
  encodeStored,
  foldOption,
  itemsOf,
} from './command-context.js';
import type { Context } from './command-context.js';

/** Items of a bulk write per write transaction: what others may have to wait for. */
const STEP = 500;

/**
 * Applies a bulk write item by item, some hundred to a transaction, and collects what went wrong; an
 * ordered one ends at its first error. Everything is on disk when the promise resolves.
 */
async function bulk(
  { storage, body }: Context,
  items: (Buffer | Doc)[],
  apply: (item: Buffer | Doc, index: number) => void,
): Promise<Doc[]> {
  const ordered = body.ordered === undefined || toBoolean(body.ordered);
  const errors: Doc[] = [];
  for (let start = 0; start < items.length; start += STEP) {
    await storage.write(() => {
      for (let index = start; index < Math.min(start + STEP, items.length); index++) {
        if (ordered && errors.length > 0) return;
        try {
          apply(items[index]!, index);
        } catch (error) {
          errors.push(writeError(error, index));
        }
      }
    });
    if (ordered && errors.length > 0) break;
  }
  return errors;
}

function result(fields: Doc, errors: Doc[]): Doc {
  return { ...fields, ...(errors.length > 0 && { writeErrors: errors }), ok: 1 };
}

export async function insert(context: Context): Promise<Doc> {
  const { storage, db, body } = context;
  const name = collectionName(context);
  let n = 0;
  const errors = await bulk(context, itemsOf(body, 'documents'), (item) => {
    const { bytes, doc } = prepared(item);
    storage.insert(storage.ensureCollection(db, name), bytes, doc);
    n += 1;
  });
  return result({ n }, errors);
}

/** The document to store, its `_id` first; the client's bytes are kept if they are so already. */
function prepared(item: Buffer | Doc): { bytes: Buffer; doc: Doc } {
  if (Buffer.isBuffer(item)) checkSize(item);
  const given = asDocument(item);
  const doc = withId(given);
  if (Buffer.isBuffer(item) && Object.keys(given)[0] === '_id') return { bytes: item, doc };
  return { bytes: encodeStored(doc), doc };
}

export async function update(context: Context): Promise<Doc> {
  const { body } = context;
  const totals = { n: 0, nModified: 0 };
  const upserted: Doc[] = [];
  const errors = await bulk(context, itemsOf(body, 'updates'), (item, index) => {
    const outcome = updateOnce(context, asDocument(item));
    totals.n += outcome.n;
    totals.nModified += outcome.modified;
    if (outcome.inserted) upserted.push({ index, _id: outcome.inserted._id });
  });
  return result({ ...totals, ...(upserted.length > 0 && { upserted }) }, errors);
}

function updateOnce(context: Context, statement: Doc): { n: number; modified: number; inserted?: Doc } {
  const { storage, db } = context;
  const name = collectionName(context);
  const multi = toBoolean(statement.multi);
  const { query, change } = readStatement(statement, documentOption(statement, 'q'), statement.u);
  if (multi && change.replacement) {
    throw new CommandError('FailedToParse', 'multi update is not supported for replacement-style update');
  }
  const collection = storage.collection(db, name);
  const targets = targetsOf(storage, collection, query, multi);
  if (targets.length === 0) {
    if (!toBoolean(statement.upsert)) return { n: 0, modified: 0 };
    return { n: 1, modified: 0, inserted: upsert(context, name, query.filter, change) };
  }
  const modified = targets.filter((target) => modify(storage, collection!, target, change).changed).length;
  return { n: targets.length, modified };
}

/** The query and the update of one statement of `update` or of a findAndModify. */
function readStatement(options: Doc, filter: Doc, source: unknown): { query: Query; change: Update } {
  if (toBoolean(options.upsert)) checkUpsertFilter(filter);
  const fold = foldOption(options);
  const variables = isPlainObject(options.let) ? options.let : {};
  const constants = isPlainObject(options.c) ? options.c : {};
  const change = compileUpdate(source, {
    arrayFilters: options.arrayFilters,
    fold,
    variables: { ...variables, ...constants },
  });
  const sort = parseSort(options.sort);
  return {
    query: { filter, sort, fold, hint: options.hint, variables, positional: change.positional },
    change,
  };
}

function targetsOf(
  storage: Storage,
  collection: Collection | undefined,
  query: Query,
  multi: boolean,
): Found[] {
  const matching = find(storage, collection, query);
  if (multi) return [...matching];
  for (const found of matching) return [found];
  return [];
}

function modify(
  storage: Storage,
  collection: Collection,
  found: Found,
  change: Update,
): { after: Buffer; changed: boolean } {
  const doc = change.apply(found.doc, found.match.position);
  const after = encodeStored(doc);
  const changed = !after.equals(found.bytes);
  if (changed) storage.replace(collection, found.id, found.doc, after, decode(after));
  return { after, changed };
}

function upsert({ storage, db }: Context, name: string, filter: Doc, change: Update): Doc {
  const bytes = encodeStored(change.insert(filter));
  const doc = decode(bytes);
  storage.insert(storage.ensureCollection(db, name), bytes, doc);
  return doc;
}

export async function remove(context: Context): Promise<Doc> {
  const { storage, body } = context;
  const name = collectionName(context);
  let n = 0;
  const errors = await bulk(context, itemsOf(body, 'deletes'), (item) => {
    const statement = asDocument(item);
    const limit = toNumber(statement.limit, NaN);
    if (limit !== 0 && limit !== 1) {
      throw new CommandError('FailedToParse', 'The limit field in delete objects must be 0 or 1.');
    }
    const query = {
      filter: documentOption(statement, 'q'),
      fold: foldOption(statement),
      hint: statement.hint,
      variables: documentOption(body, 'let'),
    };
    const collection = storage.collection(context.db, name);
    for (const found of targetsOf(storage, collection, query, limit === 0)) {
      storage.remove(collection!, found.id, found.doc);
      n += 1;
    }
  });
  return result({ n }, errors);
}

export async function findAndModify(context: Context): Promise<Doc> {
  const { storage, body } = context;
  const removing = toBoolean(body.remove);
  if (removing && (body.update !== undefined || toBoolean(body.upsert) || toBoolean(body.new))) {
    throw new CommandError(
      'FailedToParse',
      "Cannot specify both an update and remove=true, nor 'upsert' or 'new'",
    );
  }
  if (!removing && body.update === undefined) {
    throw new CommandError('FailedToParse', 'Either an update or remove=true must be specified');
  }
  return storage.write(() => (removing ? findAndRemove(context) : findAndUpdate(context)));
}

function findAndRemove(context: Context): Doc {
  const { storage, db, body } = context;
  const query = {
    filter: documentOption(body, 'query'),
    sort: parseSort(body.sort),
    fold: foldOption(body),
    hint: body.hint,
    variables: documentOption(body, 'let'),
  };
  const collection = storage.collection(db, collectionName(context));
  const [found] = targetsOf(storage, collection, query, false);
  if (found) storage.remove(collection!, found.id, found.doc);
  return { lastErrorObject: { n: found ? 1 : 0 }, value: found ? projected(body, found.bytes) : null, ok: 1 };
}

function findAndUpdate(context: Context): Doc {
  const { storage, db, body } = context;
  const name = collectionName(context);
  const { query, change } = readStatement(body, documentOption(body, 'query'), body.update);
  const collection = storage.collection(db, name);
  const [found] = targetsOf(storage, collection, query, false);
  const wantsNew = toBoolean(body.new);
  if (found) {
    const { after } = modify(storage, collection!, found, change);
    const value = projected(body, wantsNew ? after : found.bytes, found);
    return { lastErrorObject: { n: 1, updatedExisting: true }, value, ok: 1 };
  }
  if (!toBoolean(body.upsert)) {
    return { lastErrorObject: { n: 0, updatedExisting: false }, value: null, ok: 1 };
  }
  const inserted = upsert(context, name, query.filter, change);
  return {
    lastErrorObject: { n: 1, updatedExisting: false, upserted: inserted._id },
    value: wantsNew ? projected(body, encode(inserted)) : null,
    ok: 1,
  };
}

function projected(body: Doc, bytes: Buffer, found?: Found): Doc {
  const project = projectionOf(body.fields);
  const doc = decode(bytes);
  return project ? project(doc, found?.match) : doc;
}
