import { CommandError } from './errors.js';
import { plain } from './expressions.js';
import { valuesAt } from './paths.js';
import { compileProjection } from './projection.js';
import type { Projection } from './projection.js';
import { count as countMatching, find as findMatching, parseSort } from './query.js';
import type { Query } from './query.js';
import { compare, encode, equal, isPlainObject, toBoolean, toNumber } from './values.js';
import type { Doc } from './values.js';
import type { CursorReply } from './wire.js';
import { collectionName, collectionOf, documentOption, foldOption } from './command-context.js';
import type { Context } from './command-context.js';

/** A projection option; undefined if it leaves documents as they are. */
export function projectionOf(spec: unknown): Projection | undefined {
  if (spec === undefined || (isPlainObject(spec) && Object.keys(spec).length === 0)) return undefined;
  return compileProjection(spec);
}

const unsupported = ['tailable', 'awaitData', 'min', 'max', 'returnKey', 'showRecordId'];

/** The query a `find`, `count` or `distinct` command describes. */
export function queryOf(body: Doc, filterName: string): Query {
  return {
    filter: documentOption(body, filterName),
    sort: parseSort(body.sort),
    fold: foldOption(body),
    hint: body.hint,
    variables: plain(documentOption(body, 'let')) as Doc,
  };
}

export function find(context: Context): CursorReply {
  const { storage, cursors, db, body } = context;
  const refused = unsupported.find((name) => body[name] !== undefined && body[name] !== false);
  if (refused) throw new CommandError('NotImplemented', `this store has no '${refused}' for find`);
  const query = queryOf(body, 'filter');
  const project = projectionOf(body.projection);
  query.positional = hasPositional(body.projection);
  const limit = toNumber(body.limit, 0);
  const skip = toNumber(body.skip, 0);
  if (skip < 0) throw new CommandError('BadValue', "BSON field 'skip' value must be >= 0");
  const found = findMatching(storage, collectionOf(context), query);
  const documents = documentsOf(found, skip, Math.abs(limit) || Infinity, project);
  return cursors.first(`${db}.${collectionName(context)}`, documents, {
    batchSize: body.batchSize === undefined ? undefined : toNumber(body.batchSize, 0),
    singleBatch: limit < 0 || toBoolean(body.singleBatch),
  });
}

function hasPositional(projection: unknown): boolean {
  return isPlainObject(projection) && Object.keys(projection).some((path) => path.endsWith('.$'));
}

function* documentsOf(
  found: ReturnType<typeof findMatching>,
  skip: number,
  limit: number,
  project: Projection | undefined,
): Generator<Buffer> {
  let position = 0;
  for (const each of found) {
    if (position++ < skip) continue;
    yield project ? encode(project(each.doc, each.match)) : each.bytes;
    if (position >= skip + limit) return;
  }
}

export function count(context: Context): Doc {
  const { storage, body } = context;
  const total = countMatching(storage, collectionOf(context), queryOf(body, 'query'));
  const afterSkip = Math.max(0, total - toNumber(body.skip, 0));
  return { n: Math.min(afterSkip, Math.abs(toNumber(body.limit, 0)) || Infinity), ok: 1 };
}

export function distinct(context: Context): Doc {
  const { storage, body } = context;
  if (typeof body.key !== 'string')
    throw new CommandError('TypeMismatch', "'distinct' needs 'key' as a string");
  const path = body.key.split('.');
  const query = queryOf(body, 'query');
  const all: unknown[] = [];
  for (const { doc } of findMatching(storage, collectionOf(context), query)) all.push(...valuesAt(doc, path));
  all.sort((a, b) => compare(a, b, query.fold));
  const values = all.filter((value, i) => i === 0 || !equal(value, all[i - 1], query.fold));
  return { values, ok: 1 };
}
