import { BSON } from 'mongodb';
import { CommandError } from '../bson/errors.js';
import { compileExpression } from '../expressions/compile.js';
import { group } from './group.js';
import { compileFilter } from '../filter/compile.js';
import { int, kindOf } from '../bson/numbers.js';
import { asInt, asObject, options, refuse } from '../expressions/operator.js';
import { parseSort, sorter } from '../bson/sort.js';
import { compileProjection, flatten, withField } from '../filter/projection.js';
import { gathering, mapping, specification } from './stage-contract.js';
import type { Docs, Stage, StageMaker } from './stage-contract.js';
import { getAt } from '../bson/paths.js';
import { compare, isPlainObject, MISSING, numberOf } from '../bson/values.js';
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

/** As many documents as asked for, each set of them as likely as any other. */
const sample: StageMaker = (operand) => {
  const size = amount('$sample', options(operand, ['size']).size, 1);
  return gathering(() => {
    const kept: Doc[] = [];
    let seen = 0;
    const add = (doc: Doc): void => {
      seen += 1;
      if (kept.length < size) kept.splice(Math.floor(Math.random() * (kept.length + 1)), 0, doc);
      else if (Math.random() * seen < size) kept[Math.floor(Math.random() * size)] = doc;
    };
    return { add, results: () => kept };
  });
};

const unwind: StageMaker = (operand) => {
  const spec = isPlainObject(operand)
    ? options(operand, ['path'], ['includeArrayIndex', 'preserveNullAndEmptyArrays'])
    : { path: operand };
  const { path, includeArrayIndex: index, preserveNullAndEmptyArrays: preserve } = spec;
  if (typeof path !== 'string' || !path.startsWith('$')) {
    return refuse('path option to $unwind stage should be prefixed with a $');
  }
  const parts = path.slice(1).split('.');
  const indexed = (doc: Doc, at: number | null): Doc =>
    typeof index === 'string' ? { ...doc, [index]: at === null ? null : BSON.Long.fromNumber(at) } : doc;
  return function* (docs) {
    for (const doc of docs) {
      const value = doc && getAt(doc, parts);
      const nothing = value === MISSING || value === null || (Array.isArray(value) && value.length === 0);
      if (!doc) yield undefined;
      else if (!nothing && !Array.isArray(value)) yield indexed(doc, null);
      else if (!nothing) {
        for (const [i, each] of (value as unknown[]).entries()) {
          yield indexed(withField(doc, parts, each) as Doc, i);
        }
      } else if (preserve) {
        yield indexed(value === null ? doc : (withField(doc, parts, undefined) as Doc), null);
      }
    }
  };
};

/** `$bucket` as the `$group` by a `$switch` that it is short for. */
const bucket: StageMaker = (operand, options_) => {
  const {
    groupBy,
    boundaries,
    default: other,
    output,
  } = options(operand, ['groupBy', 'boundaries'], ['default', 'output']);
  const bounds = Array.isArray(boundaries) ? (boundaries as unknown[]) : [];
  if (bounds.length < 2 || bounds.some((bound, i) => i > 0 && compare(bounds[i - 1], bound) >= 0)) {
    refuse("the 'boundaries' of $bucket must be at least two, in ascending order");
  }
  const branches = bounds.slice(0, -1).map((bound, i) => ({
    case: {
      $and: [{ $gte: [groupBy, { $literal: bound }] }, { $lt: [groupBy, { $literal: bounds[i + 1] }] }],
    },
    then: { $literal: bound },
  }));
  const _id = { $switch: { branches, ...(other !== undefined && { default: { $literal: other } }) } };
  const fields = isPlainObject(output) ? output : { count: { $sum: int(1) } };
  return chained(group({ _id, ...fields }, options_), sort({ _id: int(1) }, options_));
};

const sortByCount: StageMaker = (operand, options_) =>
  chained(group({ _id: operand, count: { $sum: int(1) } }, options_), sort({ count: int(-1) }, options_));

/** The results of the stages one after the other. */
export function chained(...stages: Stage[]): Stage {
  return (docs: Docs) => stages.reduce((results, stage) => stage(results), docs);
}

const bucketAuto: StageMaker = (operand, options_) => {
  const given = options(operand, ['groupBy', 'buckets'], ['output', 'granularity']);
  if (given.granularity !== undefined) {
    throw new CommandError('NotImplemented', 'this store has no granularity for $bucketAuto');
  }
  const wanted = asInt('$bucketAuto', given.buckets);
  if (wanted < 1) refuse("the 'buckets' of $bucketAuto must be greater than 0");
  const keyOf = compileExpression(given.groupBy, options_.variables);
  const fields = isPlainObject(given.output) ? given.output : { count: { $sum: int(1) } };
  const whole = group({ _id: null, ...fields }, options_);
  return gathering(() => {
    const all: { key: unknown; doc: Doc }[] = [];
    return {
      add: (doc) => all.push({ key: keyOf(doc) ?? null, doc }),
      *results() {
        all.sort((a, b) => compare(a.key, b.key, options_.fold));
        for (const { min, max, docs } of shares(all, wanted)) {
          for (const each of whole(docs)) yield each && { ...each, _id: { min, max } };
        }
      },
    };
  });
};

/** Shares of about the same size; documents of one key stay together, and a share ends where the next begins. */
function shares(
  sorted: readonly { key: unknown; doc: Doc }[],
  wanted: number,
): { min: unknown; max: unknown; docs: Doc[] }[] {
  const size = Math.max(1, Math.round(sorted.length / wanted));
  const found: { min: unknown; max: unknown; docs: Doc[] }[] = [];
  for (let start = 0; start < sorted.length;) {
    let end = found.length === wanted - 1 ? sorted.length : Math.min(start + size, sorted.length);
    while (end < sorted.length && compare(sorted[end]!.key, sorted[end - 1]!.key) === 0) end += 1;
    const max = sorted[Math.min(end, sorted.length - 1)]!.key;
    found.push({ min: sorted[start]!.key, max, docs: sorted.slice(start, end).map(({ doc }) => doc) });
    start = end;
  }
  return found;
}

/** The stages that read nothing but their input. */
export const ownStages: Record<string, StageMaker> = {
  ...changingStages,
  $match: match,
  $sort: sort,
  $limit: limit,
  $skip: skip,
  $count: count,
  $sample: sample,
  $unwind: unwind,
  $group: group,
  $bucket: bucket,
  $bucketAuto: bucketAuto,
  $sortByCount: sortByCount,
};
