import { describe } from '../bson/print-value.js';
import { options as optionsOf } from '../expressions/operator.js';
import { CommandError } from '../bson/errors.js';
import { neededFields } from '../query/needed-fields.js';
import { compilePipeline, docsOf, searchIn } from '../query/pipeline.js';
import { parseSort } from '../bson/sort.js';
import { countMatching, findMatching } from '../query/search.js';
import type { Found, Query } from '../query/search.js';
import type { Docs } from '../aggregation/stage-contract.js';
import { STEP } from '../query/write-in-batches.js';
import type { Place } from '../query/write-in-batches.js';
import { gather } from '../scheduling/cooperative.js';
import type { Pausing } from '../scheduling/cooperative.js';
import { compileUpdate } from '../update/update.js';
import { validate } from '../filter/validation.js';
import { decode, encode, equal, isNumeric, isPlainObject, toBoolean, toNumber } from '../bson/values.js';
import type { Doc } from '../bson/values.js';
import { explainQuery } from './explain-query.js';
import type { Reply } from './reply.js';
import { documentsOfSource } from './sources.js';
import { insertOne } from './writes.js';
import { collectionName, documentOption, encodeStored, foldOption, variablesOf } from './context.js';
import type { Context } from './context.js';

/** A pipeline read: what the planner finds first, then the stages, then where it all goes. */
export interface Reading {
  query: Query;
  stages: Doc[];
  output?: Doc;
}

/** Carries out `aggregate`, or explains it if that is what `explain` asks for. */
export async function aggregate(context: Context): Promise<Reply> {
  const { cursors, db, body } = context;
  if (toBoolean(body.explain)) return explainQuery(context, body, { query: readPipeline(body).query });
  const batch = documentOption(body, 'cursor');
  const options = { batchSize: batch.batchSize === undefined ? undefined : toNumber(batch.batchSize, 0) };
  const name = body.aggregate;
  const ns = `${db}.${typeof name === 'string' ? name : '$cmd.aggregate'}`;
  const reading = readPipeline(body);
  const counted = await countOf(context, reading);
  if (counted) return cursors.first(ns, counted.values(), options);
  const results = documents(context, reading);
  if (!reading.output) return cursors.first(ns, results, options);
  const gathered: Buffer[] = [];
  await gather(results, gathered);
  await write(context, reading.output, gathered);
  return cursors.first(ns, [].values(), options);
}

/** Takes the stages at the head of a pipeline that the planner can serve. */
export function readPipeline(body: Doc): Reading {
  if (!Array.isArray(body.pipeline))
    throw new CommandError('TypeMismatch', "'pipeline' option must be an array");
  const pipeline = body.pipeline as Doc[];
  const last = pipeline.at(-1);
  const output = isPlainObject(last) && ('$out' in last || '$merge' in last) ? last : undefined;
  const stages = output ? pipeline.slice(0, -1) : [...pipeline];
  const query: Query = {
    filter: {},
    fold: foldOption(body),
    hint: body.hint,
    variables: variablesOf(body),
  };
  if (isPlainObject(stages[0]?.$match)) query.filter = stages.shift()!.$match as Doc;
  if (isPlainObject(stages[0]?.$sort)) query.sort = parseSort(stages.shift()!.$sort);
  return { query, stages, ...(output && { output }) };
}

/** The results, computed as they are asked for, with pauses. */
function documents(context: Context, { query, stages }: Reading): Pausing<Buffer> {
  const { storage, db, body } = context;
  const name = typeof body.aggregate === 'string' ? collectionName(context) : '';
  const scope = { storage, db, fold: query.fold, variables: query.variables };
  const source = documentsOfSource(context, stages[0]);
  if (source) return encoded(compilePipeline(stages.slice(1), scope)(source));
  if (stages.length === 0) return bytesOf(searchIn(scope, name, query));
  const run = compilePipeline(stages, scope);
  return encoded(run(docsOf(searchIn(scope, name, { ...query, fields: neededFields(query, stages) }))));
}

function* bytesOf(found: Iterable<Found | undefined>): Generator<Buffer | undefined> {
  for (const each of found) yield each?.bytes;
}

function* encoded(docs: Docs): Generator<Buffer | undefined> {
  for (const doc of docs) yield doc && encode(doc);
}

/** The answer to what the driver's `countDocuments` sends, without reading documents if an index can tell. */
async function countOf(context: Context, { query, stages }: Reading): Promise<Buffer[] | undefined> {
  const [stage] = stages;
  if (stages.length !== 1 || query.sort || !isPlainObject(stage?.$group)) return undefined;
  const { _id, n, ...rest } = stage.$group;
  const constant = _id === null || isNumeric(_id);
  if (!constant || Object.keys(rest).length > 0 || !equal(n, { $sum: 1 })) return undefined;
  const { storage, db } = context;
  const name = collectionName(context);
  if (storage.view(db, name)) return undefined;
  const total = await countMatching(storage, storage.collection(db, name), query);
  return total === 0 ? [] : [encode({ _id, n: total })];
}

async function write(context: Context, output: Doc, results: Buffer[]): Promise<void> {
  if ('$out' in output) await replaceCollection(context, output.$out, results);
  else await merge(context, output.$merge, results);
}

function targetOf({ storage, db, body }: Context, target: unknown): Place {
  const place = { storage, db, unchecked: toBoolean(body.bypassDocumentValidation) };
  if (typeof target === 'string') return { ...place, name: target };
  if (isPlainObject(target) && typeof optionsOf(target, ['coll'], ['db']).coll === 'string') {
    return { ...place, ...(typeof target.db === 'string' && { db: target.db }), name: String(target.coll) };
  }
  throw new CommandError(
    'FailedToParse',
    'the target of $out or $merge is a collection name or { db, coll }',
  );
}

/** `$out`: the collection then holds the results and nothing else, all at once or not at all. */
async function replaceCollection(context: Context, target: unknown, results: Buffer[]): Promise<void> {
  const { storage, db, name, unchecked } = targetOf(context, target);
  await storage.write(() =>
    storage.replaceCollection(db, name, (fresh) => {
      for (const bytes of results) {
        const doc = withIdFirst(decode(bytes));
        if (!unchecked) validate(fresh, doc);
        storage.insert(fresh, encodeStored(doc), doc);
      }
    }),
  );
}

function withIdFirst(doc: Doc): Doc {
  return compileUpdate(doc).insert({});
}

const whenMatchedNames = ['replace', 'keepExisting', 'merge', 'fail'];
const whenNotMatchedNames = ['insert', 'discard', 'fail'];

/** `$merge`: each result is matched with the target by its `on` fields and dealt with as asked. */
async function merge(context: Context, operand: unknown, results: Buffer[]): Promise<void> {
  const options: Doc = isPlainObject(operand)
    ? optionsOf(operand, ['into'], ['on', 'whenMatched', 'whenNotMatched'])
    : { into: operand };
  const place = targetOf(context, options.into);
  const { storage, db, name } = place;
  const on = (Array.isArray(options.on) ? options.on : [options.on ?? '_id']) as string[];
  const whenMatched = options.whenMatched ?? 'merge';
  const whenNotMatched = (options.whenNotMatched ?? 'insert') as string;
  if (!Array.isArray(whenMatched) && !whenMatchedNames.includes(whenMatched as string)) {
    throw new CommandError(
      'BadValue',
      `Enumeration value ${describe(whenMatched)} for whenMatched is not valid`,
    );
  }
  if (!whenNotMatchedNames.includes(whenNotMatched)) {
    throw new CommandError(
      'BadValue',
      `Enumeration value '${whenNotMatched}' for whenNotMatched is not valid`,
    );
  }
  const mergeOne = (result: Buffer): void => {
    const doc = withIdFirst(decode(result));
    const filter = Object.fromEntries(on.map((path) => [path, Object.hasOwn(doc, path) ? doc[path] : null]));
    const collection = storage.collection(db, name);
    const [found] = findMatching(storage, collection, { filter });
    if (found && whenMatched === 'fail') {
      throw new CommandError(
        'DuplicateKey',
        `E11000 duplicate key error collection: ${db}.${name} dup key: ${describe(filter)}`,
        { keyPattern: Object.fromEntries(on.map((path) => [path, 1])), keyValue: filter },
      );
    }
    if (found) {
      const after = matched(whenMatched, found.doc, doc, on);
      if (after && !place.unchecked) validate(collection!, after, found.doc);
      if (after) storage.replace(collection!, found.id, found.doc, encodeStored(after), after);
    } else if (whenNotMatched === 'insert') {
      insertOne(place, doc);
    } else if (whenNotMatched === 'fail') {
      throw new CommandError(
        'BadValue',
        '$merge could not find a matching document in the target collection',
      );
    }
  };
  for (let start = 0; start < results.length; start += STEP) {
    await storage.write(() => results.slice(start, start + STEP).forEach(mergeOne));
  }
}

function matched(whenMatched: unknown, existing: Doc, result: Doc, on: readonly string[]): Doc | undefined {
  if (Array.isArray(whenMatched)) {
    return compileUpdate(whenMatched, { variables: { new: result } }).apply(existing);
  }
  // A result without an _id of its own got a new one on the way here, which must not replace the old.
  const fields: Doc = on.includes('_id') ? result : { ...result, _id: existing._id };
  if (whenMatched === 'replace') return compileUpdate(fields).apply(existing);
  if (whenMatched === 'merge') return { ...existing, ...fields };
  return undefined;
}
