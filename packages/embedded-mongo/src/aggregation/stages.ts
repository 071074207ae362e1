import { compileExpression } from '../expressions/compile.js';
import { group } from './group.js';
import { compileFilter } from '../filter/compile.js';
import { int, kindOf } from '../bson/numbers.js';
import { asObject, options, refuse } from '../expressions/operator.js';
import { parseSort, sorter } from '../bson/sort.js';
import { compileProjection, flatten, withField } from '../filter/projection.js';
import { gathering, mapping, specification } from './stage-contract.js';
import type { Docs, Stage, StageMaker } from './stage-contract.js';
import { isPlainObject, numberOf } from '../bson/values.js';
import type { Doc } from '../bson/values.js';

const addFields: StageMaker = (operand, { variables }) => {
  const fields = [...flatten(specification('$addFields', operand), '')].map(
    ([path, source]) => [path.split('.'), compileExpression(source, variables)] as const,
  );
  return mapping((doc) =>
    fields.reduce<Doc>((result, [path, compute]) => withField(result, path, compute(doc)) as Doc, doc),
  );
};

const project: StageMaker = (operand, { variables }) =>
  mapping(compileProjection(specification('$project', operand), { stage: true, variables }));

const unset: StageMaker = (operand) => {
  const names: unknown[] = Array.isArray(operand) ? operand : [operand];
  if (names.length === 0 || names.some((name) => typeof name !== 'string' || name === '')) {
    refuse('$unset specification must be a string or an array of strings');
  }
  return mapping(
    compileProjection(Object.fromEntries((names as string[]).map((name) => [name, 0])), { stage: true }),
  );
};

const replaceWith: StageMaker = (operand, { variables }) => {
  const compute = compileExpression(operand, variables);
  return mapping((doc) => asObject("'newRoot'", compute(doc)));
};

/** The stages that make one document of each, which a pipeline update may have too. */
export const changingStages: Record<string, StageMaker> = {
  $addFields: addFields,
  $set: addFields,
  $project: project,
  $unset: unset,
  $replaceRoot: (operand, options_) => replaceWith(options(operand, ['newRoot']).newRoot, options_),
  $replaceWith: replaceWith,
};

const match: StageMaker = (filter, { fold, variables }) => {
  if (!isPlainObject(filter)) refuse('the match filter must be an expression in an object');
  const matches = compileFilter(filter, { fold, variables });
  return function* (docs) {
    for (const doc of docs) yield doc && matches(doc) ? doc : undefined;
  };
};

const sort: StageMaker = (operand, { fold }) => {
  const order = sorter(parseSort(specification('$sort', operand)), fold);
  return gathering(() => {
    const all: Doc[] = [];
    return { add: (doc) => all.push(doc), results: () => all.sort(order) };
  });
};

/** A count of documents, of any numeric type. */
function amount(name: string, value: unknown, least: number): number {
  const number = kindOf(value) === undefined ? NaN : Number(numberOf(value));
  return Number.isInteger(number) && number >= least
    ? number
    : refuse(`the argument of ${name} must be a whole number of at least ${least}`);
}

const limit: StageMaker = (operand) => {
  const most = amount('$limit', operand, 1);
  return function* (docs) {
    let taken = 0;
    for (const doc of docs) {
      yield doc;
      if (doc && ++taken === most) return;
    }
  };
};

const skip: StageMaker = (operand) => {
  const many = amount('$skip', operand, 0);
  return function* (docs) {
    let skipped = 0;
    for (const doc of docs) yield doc && skipped++ >= many ? doc : undefined;
  };
};

const count: StageMaker = (name) => {
  if (typeof name !== 'string' || name === '' || /[$.\0]/.test(name)) {
    return refuse('the count field must be a non-empty string without $ and .');
  }
  return gathering(() => {
    let total = 0;
    return { add: () => (total += 1), results: () => (total === 0 ? [] : [{ [name]: int(total) }]) };
  });
};

/** The results of the stages one after the other. */
export function chained(...stages: Stage[]): Stage {
  return (docs: Docs) => stages.reduce((results, stage) => stage(results), docs);
}

/** The stages that read nothing but their input. */
export const ownStages: Record<string, StageMaker> = {
  ...changingStages,
  $match: match,
  $sort: sort,
  $limit: limit,
  $skip: skip,
  $count: count,
  $group: group,
};
