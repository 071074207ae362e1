import { CommandError } from '../bson/errors.js';
import { valuesAt } from '../bson/paths.js';
import { searchIn } from '../query/pipeline.js';
import { compileProjection } from '../filter/projection.js';
import type { Projection } from '../filter/projection.js';
import { parseSort } from '../bson/sort.js';
import { countMatching, lengthOf } from '../query/search.js';
import type { Found, Query } from '../query/search.js';
import { inTurns, sorted } from '../scheduling/cooperative.js';
import { compare, encode, equal, isPlainObject, toBoolean, toNumber } from '../bson/values.js';
import type { Doc } from '../bson/values.js';
import type { CursorReply } from './reply.js';
import { collectionName, documentOption, foldOption, variablesOf } from './context.js';
import type { Context } from './context.js';

/** A projection option; undefined if it leaves documents as they are. */
export function projectionOf(spec: unknown): Projection | undefined {
  if (spec === undefined || (isPlainObject(spec) && Object.keys(spec).length === 0)) return undefined;
  return compileProjection(spec);
}

/** The query a `find`, `count` or `distinct` command describes. */
export function queryOf(body: Doc, filterName: string): Query {
  return {
    filter: documentOption(body, filterName),
    sort: parseSort(body.sort),
    fold: foldOption(body),
    hint: body.hint,
    variables: variablesOf(body),
  };
}

/** `find`: the first batch of what matches. */
export async function find(context: Context): Promise<CursorReply> {
  const { cursors, db, body } = context;
  const query = queryOf(body, 'filter');
  const project = projectionOf(body.projection);
  query.positional = hasPositional(body.projection);
  const limit = toNumber(body.limit, 0);
  const skip = toNumber(body.skip, 0);
  if (skip < 0) throw new CommandError('BadValue', "BSON field 'skip' value must be >= 0");
  const found = searchIn(context, collectionName(context), query);
  return cursors.first(`${db}.${collectionName(context)}`, documentsOf(found, skip, project), {
    batchSize: body.batchSize === undefined ? undefined : toNumber(body.batchSize, 0),
    singleBatch: limit < 0 || toBoolean(body.singleBatch),
    limit: Math.abs(limit) || Infinity,
  });
}

function hasPositional(projection: unknown): boolean {
  return isPlainObject(projection) && Object.keys(projection).some((path) => path.endsWith('.$'));
}

function* documentsOf(
  found: Iterable<Found | undefined>,
  skip: number,
  project: Projection | undefined,
): Generator<Buffer | undefined> {
  let position = 0;
  for (const each of found) {
    const wanted = each !== undefined && position++ >= skip;
    yield wanted ? (project ? encode(project(each.doc, each.match)) : each.bytes) : undefined;
  }
}

/** `count`: how many documents match. */
export async function count(context: Context): Promise<Doc> {
  const { storage, db, body } = context;
  const [name, query] = [collectionName(context), queryOf(body, 'query')];
  const total = storage.view(db, name)
    ? await lengthOf(searchIn(context, name, query))
    : await countMatching(storage, storage.collection(db, name), query);
  const afterSkip = Math.max(0, total - toNumber(body.skip, 0));
  return { n: Math.min(afterSkip, Math.abs(toNumber(body.limit, 0)) || Infinity), ok: 1 };
}

/** `distinct`: every value at a path, once, in order. */
export async function distinct(context: Context): Promise<Doc> {
  const { body } = context;
  if (typeof body.key !== 'string')
    throw new CommandError('TypeMismatch', "'distinct' needs 'key' as a string");
  const path = body.key.split('.');
  const query = queryOf(body, 'query');
  const order = (a: { value: unknown }, b: { value: unknown }): number =>
    compare(a.value, b.value, query.fold);
  const values: unknown[] = [];
  const take = ({ value }: { value: unknown }): void => {
    if (values.length === 0 || !equal(value, values.at(-1), query.fold)) values.push(value);
  };
  await inTurns(sorted(valuesOf(searchIn(context, collectionName(context), query), path), order), take);
  return { values, ok: 1 };
}

/** The values at a path; a text that was there before is not given again. */
function* valuesOf(
  found: Iterable<Found | undefined>,
  path: readonly string[],
): Generator<{ value: unknown } | undefined> {
  const texts = new Set<unknown>();
  for (const each of found) {
    yield undefined;
    for (const value of each ? valuesAt(each.doc, path) : []) {
      if (texts.has(value)) continue;
      if (typeof value === 'string') texts.add(value);
      yield { value };
    }
  }
}
