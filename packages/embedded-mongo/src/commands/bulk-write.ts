import { CommandError } from '../bson/errors.js';
import { bulk, insertOne, removeSome, updateSome } from './writes.js';
import type { Place, Rest } from '../query/write-in-batches.js';
import { encode, isPlainObject, toBoolean, toNumber } from '../bson/values.js';
import type { Doc } from '../bson/values.js';
import type { CursorReply } from './reply.js';
import { asDocument, documentOption, itemsOf, variablesOf } from './context.js';
import type { Context } from './context.js';
import { checkEach } from './fields.js';

/** What came of one operation, as the reply lists it; `upserted` counts for its update only. */
interface Outcome {
  n: number;
  nModified?: number;
  upserted?: Doc;
}

/** `bulkWrite`: inserts, updates and deletes in any number of collections, each with its own outcome. */
export async function bulkWrite(context: Context): Promise<CursorReply> {
  const { cursors, db, body } = context;
  if (db !== 'admin') {
    throw new CommandError('Unauthorized', 'bulkWrite may only be run against the admin database.');
  }
  const namespaces = itemsOf(body, 'nsInfo').map(asDocument);
  checkEach('bulkWrite.nsInfo', namespaces);
  const places = namespaces.map(({ ns }) => placeOf(context, ns));
  const variables = variablesOf(body);
  const totals = { nErrors: 0, nInserted: 0, nMatched: 0, nModified: 0, nUpserted: 0, nDeleted: 0 };
  const operations = itemsOf(body, 'ops').map(asDocument);
  for (const operation of operations) checkEach(`bulkWrite.${kindOf(operation)}`, [operation]);
  const outcomes: (Outcome | undefined)[] = [];
  const errors = await bulk(context, operations, (operation, index) => {
    const place = places[toNumber(operation[kindOf(operation)], -1)];
    if (!place)
      throw new CommandError('BadValue', `BulkWrite ops entry ${index} has an invalid nsInfo index.`);
    return start(place, operation, variables, (outcomes[index] = { n: 0 }));
  });
  operations.forEach((operation, index) => count(totals, operation, outcomes[index]));
  totals.nErrors = errors.length;
  const failures = new Map(errors.map(({ index, ...error }) => [index, error]));
  const results = outcomes.map((outcome, idx): Doc => {
    const failure = failures.get(idx);
    return failure ? { ok: 0, idx, n: 0, ...failure } : { ok: 1, idx, ...listed(outcome!) };
  });
  const wanted = toBoolean(body.errorsOnly) ? results.filter(({ ok }) => ok === 0) : results;
  const { batchSize } = documentOption(body, 'cursor');
  const reply = await cursors.first('admin.$cmd.bulkWrite', wanted.map(encode).values(), {
    batchSize: batchSize === undefined ? Infinity : toNumber(batchSize, 0),
  });
  return { ...reply, ...totals };
}

/** The first field of an operation: `insert`, `update` or `delete`. */
function kindOf(operation: Doc): string {
  return Object.keys(operation)[0] ?? '';
}

function placeOf({ storage, body }: Context, namespace: unknown): Place {
  const ns = String(namespace);
  const dot = ns.indexOf('.');
  if (dot < 1 || dot === ns.length - 1) {
    throw new CommandError('InvalidNamespace', `Invalid namespace specified '${ns}'`);
  }
  const unchecked = toBoolean(body.bypassDocumentValidation);
  return { storage, db: ns.slice(0, dot), name: ns.slice(dot + 1), unchecked };
}

/** Inside `write`. */
function start(place: Place, operation: Doc, variables: Doc, outcome: Outcome): Rest | undefined {
  const { document, filter, updateMods } = operation;
  if ('insert' in operation) {
    if (!isPlainObject(document)) throw new CommandError('TypeMismatch', "an insert needs a 'document'");
    insertOne(place, document);
    outcome.n = 1;
    return undefined;
  }
  if ('update' in operation) {
    const updated = Object.assign(outcome, { nModified: 0 });
    return updateSome(place, { ...operation, q: filter, u: updateMods }, variables, updated);
  }
  if ('delete' in operation) return removeSome(place, { ...operation, q: filter }, variables, outcome);
  throw new CommandError('FailedToParse', 'an operation of bulkWrite is an insert, an update or a delete');
}

function count(
  totals: Record<'nInserted' | 'nMatched' | 'nModified' | 'nUpserted' | 'nDeleted', number>,
  operation: Doc,
  outcome: Outcome | undefined,
): void {
  if (!outcome) return;
  if ('insert' in operation) totals.nInserted += outcome.n;
  else if ('delete' in operation) totals.nDeleted += outcome.n;
  else if (outcome.upserted) totals.nUpserted += 1;
  else totals.nMatched += outcome.n;
  totals.nModified += outcome.nModified ?? 0;
}

function listed({ n, nModified, upserted }: Outcome): Doc {
  return {
    n,
    ...(nModified !== undefined && { nModified }),
    ...(upserted && { upserted: { _id: upserted._id } }),
  };
}
