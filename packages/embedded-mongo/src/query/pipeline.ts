import type { View } from '../storage/catalog.js';
import { CommandError } from '../bson/errors.js';
import { compileExpression } from '../expressions/compile.js';
import { asArray, asObject, options, refuse } from '../expressions/operator.js';
import { compileFilter } from '../filter/compile.js';
import { valuesAt } from '../bson/paths.js';
import type { Match } from '../bson/paths.js';
import { withField } from '../filter/projection.js';
import { Found, inOrder, search } from './search.js';
import type { Query } from './search.js';
import { mapping, withoutPauses } from '../aggregation/stage-contract.js';
import type { Stage } from '../aggregation/stage-contract.js';
import { chained, ownStages } from '../aggregation/stages.js';
import type { Storage } from '../storage/storage.js';
import { valueKey } from '../bson/value-key.js';
import { encode, isPlainObject, MISSING, numberOf, setField } from '../bson/values.js';
import type { Doc, Fold } from '../bson/values.js';
import { BSON } from 'mongodb';

/** What a pipeline may read besides its input. */
export interface PipelineScope {
  storage: Storage;
  db: string;
  fold?: Fold | undefined;
  variables?: Readonly<Doc> | undefined;
  /** How many views this is inside of. */
  depth?: number;
}

const MAX_DEPTH = 20;

/**
 * Compiles stages. Throws the server's error for a stage nobody knows and for one that cannot be right,
 * before anything is read.
 */
export function compilePipeline(stages: unknown, scope: PipelineScope): Stage {
  return chained(...asArray("'pipeline'", stages).map((stage) => compileStage(stage, scope)));
}

/** Runs stages over documents whose values keep their BSON types. */
export function runPipeline(
  stages: readonly Doc[],
  input: Iterable<Doc>,
  scope: PipelineScope,
): Iterable<Doc> {
  return withoutPauses(compilePipeline(stages, scope)(input));
}

function compileStage(stage: unknown, scope: PipelineScope): Stage {
  const [name, ...others] = isPlainObject(stage) ? Object.keys(stage) : [];
  if (name === undefined || others.length > 0) {
    throw new CommandError(
      'UnrecognizedStage',
      'A pipeline stage specification object must contain exactly one field.',
    );
  }
  const operand = (stage as Doc)[name];
  if (Object.hasOwn(ownStages, name)) return ownStages[name]!(operand, scope);
  if (Object.hasOwn(readingStages, name)) return readingStages[name]!(operand, scope);
  throw new CommandError('UnrecognizedStage', `Unrecognized pipeline stage name: '${name}'`);
}

/**
 * What matches of a collection, or of a view as its pipeline makes it, in order, with pauses. Throws
 * ViewDepthLimitExceeded, and what `search` throws.
 */
export function searchIn(
  { storage, db, depth = 0 }: PipelineScope,
  name: string,
  query: Query,
): Generator<Found | undefined> {
  const view = storage.view(db, name);
  if (!view) return search(storage, storage.collection(db, name), query);
  if (depth === MAX_DEPTH)
    throw new CommandError('ViewDepthLimitExceeded', `View depth too deep: more than ${MAX_DEPTH} views`);
  const found = searchView({ storage, db, depth: depth + 1 }, view, query);
  return query.sort?.length ? inOrder(found, query) : found;
}

function* searchView(
  scope: PipelineScope,
  { viewOn, pipeline }: View,
  query: Query,
): Generator<Found | undefined> {
  const matches = compileFilter(query.filter, { fold: query.fold, variables: query.variables });
  const [first, ...rest] = pipeline;
  const filter = isPlainObject(first?.$match) ? first.$match : undefined;
  const docs = docsOf(searchIn(scope, viewOn, { filter: filter ?? {} }));
  for (const doc of compilePipeline(filter ? rest : pipeline, scope)(docs)) {
    const match: Match = {};
    yield doc && matches(doc, match) ? new Found(0, encode(doc), match) : undefined;
  }
}

/** The documents of what was found. */
export function* docsOf(found: Iterable<Found | undefined>): Generator<Doc | undefined> {
  for (const each of found) yield each?.doc;
}

function documentsOf(scope: PipelineScope, name: string, filter: Doc): Iterable<Doc> {
  return withoutPauses(docsOf(searchIn(scope, name, { filter, fold: scope.fold })));
}

function nameOf(stage: string, value: unknown): string {
  if (typeof value === 'string' && value !== '') return value;
  throw new CommandError('FailedToParse', `${stage} needs names as non-empty strings`);
}

/** `$lookup` finds what it joins through the planner instead of reading the whole collection. */
function lookup(operand: unknown, scope: PipelineScope): Stage {
  const optional = ['localField', 'foreignField', 'pipeline', 'let'];
  const {
    from,
    localField,
    foreignField,
    as,
    pipeline,
    let: bindings = {},
  } = options(operand, ['as'], ['from', ...optional]);
  const [foreign, into] = [nameOf('$lookup', from), nameOf('$lookup', as)];
  if ((localField === undefined) !== (foreignField === undefined)) {
    throw new CommandError('FailedToParse', "$lookup needs 'localField' and 'foreignField' together");
  }
  const variables = Object.entries(asObject("'let'", bindings)).map(
    ([name, source]) => [name, compileExpression(source, scope.variables)] as const,
  );
  const join = (doc: Doc): Doc[] => {
    const filter =
      localField === undefined ? {} : { [foreignField as string]: joined(doc, localField as string) };
    const bound = Object.fromEntries(variables.map(([name, compute]) => [name, compute(doc)]));
    const inner = { ...scope, variables: { ...scope.variables, ...bound } };
    return [...runPipeline((pipeline ?? []) as Doc[], documentsOf(scope, foreign, filter), inner)];
  };
  // What the stages of the pipeline are is known before anything is read, the values of variables are not.
  const names = Object.fromEntries(variables.map(([name]) => [name, null]));
  compilePipeline(pipeline ?? [], { ...scope, variables: { ...scope.variables, ...names } });
  return mapping((doc) => withField(doc, into.split('.'), join(doc)) as Doc);
}

/** What a local value joins with: itself, each element of an array, null for nothing. */
function joined(doc: Doc, path: string): Doc {
  const values = valuesAt(doc, path.split('.')).filter((value) => value !== MISSING);
  return { $in: values.length > 0 ? values : [null] };
}

/** Every document reached from one by following a field, each once, with how many steps it took. */
function graphLookup(operand: unknown, scope: PipelineScope): Stage {
  const {
    from,
    startWith,
    connectFromField,
    connectToField,
    as,
    maxDepth,
    depthField,
    restrictSearchWithMatch,
  } = options(
    operand,
    ['from', 'startWith', 'connectFromField', 'connectToField', 'as'],
    ['maxDepth', 'depthField', 'restrictSearchWithMatch'],
  );
  const [foreign, next, to, into] = [from, connectFromField, connectToField, as].map((each) =>
    nameOf('$graphLookup', each),
  ) as [string, string, string, string];
  const start = compileExpression(startWith, scope.variables);
  const deepest = maxDepth === undefined ? Infinity : Number(numberOf(maxDepth));
  const restriction = restrictSearchWithMatch === undefined ? [] : [restrictSearchWithMatch];
  return mapping((doc) => {
    const found = new Map<string, Doc>();
    const first = start(doc);
    let wanted: unknown[] = Array.isArray(first) ? (first as unknown[]) : [first ?? null];
    for (let depth = 0; wanted.length > 0 && depth <= deepest; depth++) {
      const filter = { $and: [{ [to]: { $in: wanted } }, ...restriction] };
      wanted = [];
      for (const each of documentsOf(scope, foreign, filter)) {
        const key = valueKey(each._id);
        if (found.has(key)) continue;
        const steps = typeof depthField === 'string' ? { [depthField]: BSON.Long.fromNumber(depth) } : {};
        found.set(key, { ...each, ...steps });
        wanted.push(...valuesAt(each, next.split('.')).filter((value) => value !== MISSING));
      }
    }
    return withField(doc, into.split('.'), [...found.values()]) as Doc;
  });
}

/** Each part gets all documents; they are kept until the last one has read them. */
function facet(operand: unknown, scope: PipelineScope): Stage {
  const parts = Object.entries(asObject('$facet', operand)).map(
    ([name, stages]) => [name, compilePipeline(stages, scope)] as const,
  );
  if (parts.length === 0) refuse('the $facet specification must be a non-empty object');
  return function* (docs) {
    const all: Doc[] = [];
    for (const doc of docs) {
      if (doc) all.push(doc);
      else yield undefined;
    }
    const results: Doc = {};
    for (const [name, run] of parts) {
      const part: Doc[] = [];
      for (const doc of run(all)) {
        if (doc) part.push(doc);
        else yield undefined;
      }
      setField(results, name, part);
    }
    yield results;
  };
}

function unionWith(operand: unknown, scope: PipelineScope): Stage {
  const { coll, pipeline = [] } =
    typeof operand === 'string' ? { coll: operand } : options(operand, ['coll'], ['pipeline']);
  const name = nameOf('$unionWith', coll);
  const run = compilePipeline(pipeline, scope);
  return function* (docs) {
    yield* docs;
    yield* run(documentsOf(scope, name, {}));
  };
}

function documents(operand: unknown, scope: PipelineScope): Stage {
  const made = asArray('$documents', compileExpression(operand, scope.variables)({}));
  return () => made.map((each) => asObject('$documents', each));
}

const readingStages: Record<string, (operand: unknown, scope: PipelineScope) => Stage> = {
  $documents: documents,
  $facet: facet,
  $graphLookup: graphLookup,
  $lookup: lookup,
  $unionWith: unionWith,
};
