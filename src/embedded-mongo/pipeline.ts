import { Aggregator } from 'mingo/aggregator';
import { Context } from 'mingo/core';
import * as pipelineOperators from 'mingo/operators/pipeline';
import * as windowOperators from 'mingo/operators/window';
import { CommandError } from './errors.js';
import { accumulators, compileExpression, complaint, expressions } from './expressions.js';
import { find } from './query.js';
import { ownStages } from './stages.js';
import type { Stage } from './stages.js';
import type { Storage } from './storage.js';
import { decodePlain, isPlainObject, MISSING } from './values.js';
import type { Doc, Fold } from './values.js';
import { valuesAt } from './paths.js';

/** What a pipeline may read besides its input. */
export interface PipelineScope {
  storage: Storage;
  db: string;
  fold?: Fold | undefined;
  variables?: Doc | undefined;
}

/**
 * mingo's stages, without those that write, which end a pipeline and are done there, and without those it
 * gets wrong or runs scripts for.
 */
const {
  $out: _out,
  $merge: _merge,
  $setWindowFields: _setWindowFields,
  $redact: _redact,
  $densify: _densify,
  $fill: _fill,
  ...borrowed
} = pipelineOperators;

const known = new Set([...Object.keys(borrowed), '$lookup']);

/** Runs stages over documents of plain values. Throws the server's error for a stage nobody knows. */
export function runPipeline(
  stages: readonly Doc[],
  input: Iterable<Doc>,
  scope: PipelineScope,
): Iterable<Doc> {
  stages.forEach(checkStage);
  const aggregator = new Aggregator(stages as Doc[], {
    context: contextFor(scope),
    variables: scope.variables ?? {},
    scriptEnabled: false,
    collectionResolver: (name) => [...documentsOf(scope, name, {})],
  });
  return translated(() => aggregator.stream(input) as unknown as Iterable<Doc>);
}

function* translated(run: () => Iterable<Doc>): Generator<Doc> {
  try {
    yield* run();
  } catch (error) {
    throw complaint(error);
  }
}

function contextFor(scope: PipelineScope): Context {
  const pipeline: Record<string, unknown> = { ...borrowed, ...ownStages(scope), $lookup: lookup(scope) };
  return Context.init({
    accumulator: accumulators,
    expression: expressions,
    pipeline: pipeline as never,
    window: windowOperators,
  });
}

/** Throws for anything but a single known stage; `$facet` and sub-pipelines included. */
function checkStage(stage: unknown): void {
  const names = isPlainObject(stage) ? Object.keys(stage) : [];
  const name = names[0];
  if (name === undefined || names.length !== 1) {
    throw new CommandError(
      'UnrecognizedStage',
      'A pipeline stage specification object must contain exactly one field.',
    );
  }
  if (!known.has(name)) {
    throw new CommandError('UnrecognizedStage', `Unrecognized pipeline stage name: '${name}'`);
  }
  const operand = (stage as Doc)[name];
  if (!isPlainObject(operand)) return;
  if (name === '$facet') Object.values(operand).forEach((part) => (part as unknown[]).forEach(checkStage));
  else if (Array.isArray(operand.pipeline)) operand.pipeline.forEach(checkStage);
}

function* documentsOf({ storage, db, fold }: PipelineScope, name: string, filter: Doc): Generator<Doc> {
  for (const { bytes } of find(storage, storage.collection(db, name), { filter, fold }))
    yield decodePlain(bytes);
}

/** `$lookup`, which finds what it joins through the planner instead of reading the whole collection. */
function lookup(scope: PipelineScope): Stage {
  return (input, operand) => {
    const { from, localField, foreignField, as, pipeline = [], let: bindings = {} } = operand as Doc;
    if (typeof as !== 'string' || typeof from !== 'string') {
      throw new CommandError('FailedToParse', "$lookup needs 'from' and 'as' as strings");
    }
    if ((localField === undefined) !== (foreignField === undefined)) {
      throw new CommandError('FailedToParse', "$lookup needs 'localField' and 'foreignField' together");
    }
    const variables = Object.entries(bindings as Doc).map(
      ([name, source]) => [name, compileExpression(source, scope.variables)] as const,
    );
    const join = (doc: Doc): Doc[] => {
      const filter =
        localField === undefined ? {} : { [foreignField as string]: joined(doc, localField as string) };
      const bound = Object.fromEntries(variables.map(([name, compute]) => [name, compute(doc)]));
      const inner = { ...scope, variables: { ...scope.variables, ...bound } };
      return [...runPipeline(pipeline as Doc[], documentsOf(scope, from, filter), inner)];
    };
    return input.map((doc: Doc) => ({ ...doc, [as]: join(doc) }));
  };
}

/** What a local value joins with: itself, each element of an array, null for nothing. */
function joined(doc: Doc, path: string): Doc {
  const values = valuesAt(doc, path.split('.')).filter((value) => value !== MISSING);
  return { $in: values.length > 0 ? values : [null] };
}
