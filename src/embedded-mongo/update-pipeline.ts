import { Aggregator } from 'mingo/aggregator';
import { Context } from 'mingo/core';
import { $replaceRoot, $replaceWith } from 'mingo/operators/pipeline';
import { CommandError } from './errors.js';
import { accumulators, computed, expressions, plain } from './expressions.js';
import { ownStages } from './stages.js';
import { decodePlain, encode, equal, isPlainObject } from './values.js';
import type { Doc } from './values.js';

const allowed = ['$addFields', '$set', '$project', '$unset', '$replaceRoot', '$replaceWith'];

/** An update written as a pipeline. What the stages leave alone keeps its exact BSON types. */
export function updatePipeline(stages: readonly Doc[], variables: Doc = {}): (doc: Doc) => Doc {
  for (const stage of stages) {
    const name = isPlainObject(stage) ? Object.keys(stage)[0] : undefined;
    if (name === undefined || !allowed.includes(name)) {
      throw new CommandError('InvalidPipelineOperator', `${name} is not allowed to be used within an update`);
    }
  }
  const context = Context.init({
    accumulator: accumulators,
    expression: expressions,
    pipeline: { $replaceRoot, $replaceWith, ...ownStages({ variables }) },
  });
  const aggregator = new Aggregator(plain(stages) as Doc[], { context, variables, scriptEnabled: false });
  return (doc) => {
    const before = decodePlain(encode(doc));
    const [after] = computed(() => aggregator.run([decodePlain(encode(doc))]));
    return restore(after, before, doc) as Doc;
  };
}

/** The value after the update, with the exact original wherever the plain value is as it was before. */
function restore(after: unknown, before: unknown, exact: unknown): unknown {
  if (isPlainObject(after) && isPlainObject(before) && isPlainObject(exact)) {
    return Object.fromEntries(
      Object.entries(after).map(([name, value]) => [name, restore(value, before[name], exact[name])]),
    );
  }
  if (Array.isArray(after) && Array.isArray(before) && Array.isArray(exact)) {
    return after.map((value, i) => restore(value, before[i], exact[i]));
  }
  return before !== undefined && equal(after, before) ? exact : after;
}
