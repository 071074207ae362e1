import { CommandError, writeError } from '../bson/errors.js';
import { parseSort } from '../bson/sort.js';
import type { Found, Query } from '../query/search.js';
import type { Collection } from '../storage/storage.js';
import { act, STEP } from '../query/write-in-batches.js';
import type { Place, Rest } from '../query/write-in-batches.js';
import { checkUpsertFilter, withId } from '../update/upsert-seed.js';
import { compileUpdate } from '../update/update.js';
import type { Update } from '../update/update.js';
import { validate } from '../filter/validation.js';
import { decode, isPlainObject, toBoolean, toNumber } from '../bson/values.js';
import type { Doc } from '../bson/values.js';
import {
  asDocument,
  checkSize,
  collectionName,
  documentOption,
  encodeStored,
  foldOption,
  itemsOf,
  variablesOf,
} from './context.js';
import type { Context } from './context.js';
import { checkEach } from './fields.js';

/** A step ends with the item that takes it over this, in milliseconds; each step costs a flush. */
const STEP_MS = 25;

/**
 * Applies a bulk write item by item, some hundred to a write step, and collects what went wrong; an ordered
 * one ends at its first error. An item that takes long returns its rest. All is on disk when this resolves.
 */
export async function bulk<T>(
  { storage, body }: Context,
  items: readonly T[],
  apply: (item: T, index: number) => Rest | undefined,
): Promise<Doc[]> {
  const ordered = body.ordered === undefined || toBoolean(body.ordered);
  const errors: Doc[] = [];
  let next = 0;
  const failed = (error: unknown): void => void errors.push(writeError(error, next - 1));
  const ended = (): boolean => next === items.length || (ordered && errors.length > 0);
  const step = (): Rest | undefined => {
    const since = performance.now();
    for (const end = next + STEP; next < end && !ended() && performance.now() - since < STEP_MS;) {
      try {
        const rest = apply(items[next]!, next++);
        if (rest) return rest;
      } catch (error) {
        failed(error);
      }
    }
    return undefined;
  };
  while (!ended()) {
    const rest = await storage.write(step);
    await rest?.().catch(failed);
  }
  return errors;
}

function result(fields: Doc, errors: Doc[]): Doc {
  return { ...fields, ...(errors.length > 0 && { writeErrors: errors }), ok: 1 };
}

/** The collection that a command names, as a place to write to. */
export function placeOf(context: Context): Place {
  const { storage, db, body } = context;
  return { storage, db, name: collectionName(context), unchecked: toBoolean(body.bypassDocumentValidation) };
}

/** `insert`: adds documents. */
export async function insert(context: Context): Promise<Doc> {
  const place = placeOf(context);
  let n = 0;
  const errors = await bulk(context, itemsOf(context.body, 'documents'), (item) => {
    insertOne(place, item);
    n += 1;
    return undefined;
  });
  return result({ n }, errors);
}

/** Inside `write`. */
export function insertOne({ storage, db, name, unchecked }: Place, item: Buffer | Doc): Doc {
  const { bytes, doc } = prepared(item);
  const collection = storage.ensureCollection(db, name);
  if (!unchecked) validate(collection, doc);
  storage.insert(collection, bytes, doc);
  return doc;
}

/** The document to store, its `_id` first; the client's bytes are kept if they are so already. */
function prepared(item: Buffer | Doc): { bytes: Buffer; doc: Doc } {
  if (Buffer.isBuffer(item)) checkSize(item);
  const given = asDocument(item);
  const doc = withId(given);
  if (Buffer.isBuffer(item) && Object.keys(given)[0] === '_id') return { bytes: item, doc };
  return { bytes: encodeStored(doc), doc };
}

/** The statements of an update or a delete, all checked before the first one is carried out. */
export function statementsOf(body: Doc, command: string, field: string): Doc[] {
  const statements = itemsOf(body, field).map(asDocument);
  checkEach(`${command}.${field}`, statements);
  return statements;
}

/** What came of an update so far. */
export interface Updated {
  n: number;
  nModified: number;
  /** The document an upsert inserted. */
  upserted?: Doc;
}

/** `update`: changes documents, or inserts one where none matched and that is asked for. */
export async function update(context: Context): Promise<Doc> {
  const place = placeOf(context);
  const variables = variablesOf(context.body);
  const outcomes: Updated[] = [];
  const statements = statementsOf(context.body, 'update', 'updates');
  const errors = await bulk(context, statements, (statement, index) =>
    updateSome(place, statement, variables, (outcomes[index] = { n: 0, nModified: 0 })),
  );
  const upserted = outcomes.flatMap((outcome, index) =>
    outcome.upserted ? [{ index, _id: outcome.upserted._id }] : [],
  );
  const sum = (name: 'n' | 'nModified'): number =>
    outcomes.reduce((total, outcome) => total + outcome[name], 0);
  const fields = { n: sum('n'), nModified: sum('nModified') };
  return result({ ...fields, ...(upserted.length > 0 && { upserted }) }, errors);
}

/** What one statement of `update` says. Throws for one that cannot be right. */
export function readUpdate(statement: Doc, variables: Doc): { query: Query; change: Update; multi: boolean } {
  const multi = toBoolean(statement.multi);
  const { query, change } = readStatement(statement, documentOption(statement, 'q'), statement.u, variables);
  if (multi && change.replacement) {
    throw new CommandError('FailedToParse', 'multi update is not supported for replacement-style update');
  }
  if (multi && query.sort?.length) {
    throw new CommandError('FailedToParse', 'Cannot specify sort with multi=true');
  }
  return { query, change, multi };
}

/** One statement of `update`, inside `write`; counts into `outcome`. */
export function updateSome(place: Place, statement: Doc, variables: Doc, outcome: Updated): Rest | undefined {
  const { query, change, multi } = readUpdate(statement, variables);
  const insertNew = (): void => {
    outcome.upserted = upsert(place, query.filter, change);
    outcome.n = 1;
  };
  return act(place, {
    query,
    multi,
    each: (collection, found) => {
      const { changed } = modify(place, collection, found, change);
      outcome.n += 1;
      if (changed) outcome.nModified += 1;
    },
    none: toBoolean(statement.upsert) ? insertNew : undefined,
  });
}

/** The query and the update of one statement of `update` or of a findAndModify. */
export function readStatement(
  options: Doc,
  filter: Doc,
  source: unknown,
  variables: Doc,
): { query: Query; change: Update } {
  if (toBoolean(options.upsert)) checkUpsertFilter(filter);
  const fold = foldOption(options);
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

/** Inside `write`. */
export function modify(
  { storage, unchecked }: Place,
  collection: Collection,
  found: Found,
  change: Update,
): { after: Buffer; changed: boolean } {
  const after = encodeStored(change.apply(found.doc, found.match.position));
  const changed = !after.equals(found.bytes);
  if (changed) {
    const doc = decode(after);
    if (!unchecked) validate(collection, doc, found.doc);
    storage.replace(collection, found.id, found.doc, after, doc);
  }
  return { after, changed };
}

/** Inside `write`. Returns the document that was inserted. */
export function upsert(place: Place, filter: Doc, change: Update): Doc {
  return insertOne(place, encodeStored(change.insert(filter)));
}

/** `delete`: removes documents. */
export async function remove(context: Context): Promise<Doc> {
  const place = placeOf(context);
  const variables = variablesOf(context.body);
  const outcome = { n: 0 };
  const errors = await bulk(context, statementsOf(context.body, 'delete', 'deletes'), (statement) => {
    return removeSome(place, { ...statement, multi: removesAll(statement) }, variables, outcome);
  });
  return result(outcome, errors);
}

/** Whether a statement of `delete` means all that match, not just one. Throws FailedToParse. */
export function removesAll(statement: Doc): boolean {
  const limit = toNumber(statement.limit, NaN);
  if (limit === 0 || limit === 1) return limit === 0;
  throw new CommandError('FailedToParse', 'The limit field in delete objects must be 0 or 1.');
}

/** What one statement of `delete` finds. */
export function readDelete(statement: Doc, variables: Doc): Query {
  return {
    filter: documentOption(statement, 'q'),
    fold: foldOption(statement),
    hint: statement.hint,
    variables,
  };
}

/** One statement of `delete`, inside `write`; counts into `outcome`. */
export function removeSome(
  place: Place,
  statement: Doc,
  variables: Doc,
  outcome: { n: number },
): Rest | undefined {
  return act(place, {
    query: readDelete(statement, variables),
    multi: toBoolean(statement.multi),
    each: (collection, found) => {
      place.storage.remove(collection, found.id, found.doc);
      outcome.n += 1;
    },
  });
}
