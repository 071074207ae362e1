import type { View } from '../storage/catalog.js';
import { CommandError } from '../bson/errors.js';
import { asArray } from '../expressions/operator.js';
import { compileFilter } from '../filter/compile.js';
import type { Match } from '../bson/paths.js';
import { Found, inOrder, search } from './search.js';
import type { Query } from './search.js';
import type { Stage } from '../aggregation/stage-contract.js';
import { chained, ownStages } from '../aggregation/stages.js';
import type { Storage } from '../storage/storage.js';
import { encode, isPlainObject } from '../bson/values.js';
import type { Doc, Fold } from '../bson/values.js';

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
