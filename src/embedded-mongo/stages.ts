import { Lazy } from 'mingo/lazy';
import type { Iterator } from 'mingo/lazy';
import { $bucketAuto, $group } from 'mingo/operators/pipeline';
import type { Options } from 'mingo/types';
import { CommandError } from './errors.js';
import { compileExpression } from './expressions.js';
import { compileFilter } from './matcher.js';
import { sorter } from './paths.js';
import { compileProjection, flatten, withField } from './projection.js';
import { parseSort } from './query.js';
import { getAt } from './update-paths.js';
import { compare, isPlainObject, MISSING } from './values.js';
import type { Doc, Fold } from './values.js';

/** A pipeline stage in mingo's shape. */
export type Stage = (input: Iterator, operand: unknown, options: Options) => Iterator;

export interface StageOptions {
  fold?: Fold | undefined;
  variables?: Doc | undefined;
}

/**
 * The stages this store does itself: mingo's `$match` and `$sort` do not know BSON types and order, its
 * `$project` and `$addFields` reorder fields and replace sub-documents, its `$limit` reads on to the end,
 * `$count` counts an empty input, `$sample` repeats documents and `$bucket` puts boundaries one too low.
 */
export function ownStages({ fold, variables }: StageOptions): Record<string, Stage> {
  const addFields: Stage = (input, spec) => {
    const fields = [...flatten(object('$addFields', spec), '')].map(
      ([path, source]) => [path.split('.'), compileExpression(source, variables)] as const,
    );
    return input.map((doc: Doc) =>
      fields.reduce<Doc>((result, [path, compute]) => withField(result, path, compute(doc)) as Doc, doc),
    );
  };
  return {
    $match: (input, filter) => {
      const matches = compileFilter(object('$match', filter), { fold, variables });
      return input.filter((doc: Doc) => matches(doc));
    },
    $sort: (input, sort) => {
      const order = sorter(parseSort(object('$sort', sort)), fold);
      return input.transform((docs) => Lazy((docs as Doc[]).sort(order)));
    },
    $limit: (input, limit) => {
      if (!(Number(limit) > 0)) throw new CommandError('BadValue', 'the limit must be positive');
      return Lazy(take(input, Number(limit)));
    },
    $count: (input, name) => {
      if (typeof name !== 'string' || name === '' || /[$.\0]/.test(name)) {
        throw new CommandError('BadValue', 'the count field must be a non-empty string without $ and .');
      }
      return input.transform((docs) => Lazy(docs.length === 0 ? [] : [{ [name]: docs.length }]));
    },
    $sample: (input, spec) => {
      const { size } = object('$sample', spec);
      if (!(Number(size) > 0))
        throw new CommandError('BadValue', 'size argument to $sample must be a positive integer');
      return input.transform((docs) => Lazy(shuffled(docs).slice(0, Number(size))));
    },
    $unwind: unwind,
    $bucketAuto: (input, spec, options) =>
      $bucketAuto(input, spec as never, options).map(({ _id, ...rest }: Doc) => ({ _id, ...rest })),
    $bucket: (input, spec, options) => bucket(input, object('$bucket', spec), options),
    $project: (input, spec) => {
      const project = compileProjection(object('$project', spec), { stage: true, variables });
      return input.map((doc: Doc) => project(doc));
    },
    $unset: (input, paths) => {
      const names = (Array.isArray(paths) ? paths : [paths]) as string[];
      const project = compileProjection(Object.fromEntries(names.map((name) => [name, 0])), { stage: true });
      return input.map((doc: Doc) => project(doc));
    },
    $addFields: addFields,
    $set: addFields,
  };
}

function object(stage: string, operand: unknown): Doc {
  if (isPlainObject(operand) && (stage === '$match' || Object.keys(operand).length > 0)) return operand;
  throw new CommandError('BadValue', `${stage} specification must be a non-empty object`);
}

function* take(input: Iterator, limit: number): Generator<unknown> {
  for (let taken = 0; taken < limit; taken++) {
    const { value, done } = input.next();
    if (done) return;
    yield value;
  }
}

function unwind(input: Iterator, operand: unknown): Iterator {
  const spec = isPlainObject(operand) ? operand : { path: operand };
  const { path, includeArrayIndex, preserveNullAndEmptyArrays } = spec;
  if (typeof path !== 'string' || !path.startsWith('$')) {
    throw new CommandError('BadValue', 'path option to $unwind stage should be prefixed with a $');
  }
  const parts = path.slice(1).split('.');
  const place = (doc: Doc, value: unknown, index: number | null): Doc => {
    const result = value === undefined ? doc : (withField(doc, parts, value) as Doc);
    return typeof includeArrayIndex === 'string' ? { ...result, [includeArrayIndex]: index } : result;
  };
  return Lazy(
    (function* (): Generator<Doc> {
      for (const doc of input as unknown as Iterable<Doc>) {
        const value = getAt(doc, parts);
        const nothing = value === MISSING || value === null || (Array.isArray(value) && value.length === 0);
        if (!nothing && !Array.isArray(value)) yield place(doc, undefined, null);
        else if (!nothing) yield* (value as unknown[]).map((each, i) => place(doc, each, i));
        else if (preserveNullAndEmptyArrays)
          yield place(value === null ? doc : (withField(doc, parts, undefined) as Doc), undefined, null);
      }
    })(),
  );
}

/** `$bucket` as the `$group` by a `$switch` that it is short for. */
function bucket(
  input: Iterator,
  { groupBy, boundaries, default: other, output }: Doc,
  options: Options,
): Iterator {
  const bounds = Array.isArray(boundaries) ? (boundaries as unknown[]) : [];
  if (bounds.length < 2 || bounds.some((bound, i) => i > 0 && compare(bounds[i - 1], bound) >= 0)) {
    throw new CommandError(
      'BadValue',
      "the 'boundaries' of $bucket must be at least two, in ascending order",
    );
  }
  const branches = bounds.slice(0, -1).map((bound, i) => ({
    case: { $and: [{ $gte: [groupBy, bound] }, { $lt: [groupBy, bounds[i + 1]] }] },
    then: { $literal: bound },
  }));
  const _id = { $switch: { branches, default: other === undefined ? '$$REMOVE' : { $literal: other } } };
  const fields = isPlainObject(output) ? output : { count: { $sum: 1 } };
  return $group(input, { _id, ...fields }, options).transform((groups) => {
    const buckets = groups as Doc[];
    if (other === undefined && buckets.some((each) => each._id === undefined || each._id === null)) {
      throw new CommandError('BadValue', '$bucket has no default for a value outside its boundaries');
    }
    return Lazy(buckets.sort((a, b) => compare(a._id, b._id)));
  });
}

function shuffled(docs: readonly unknown[]): unknown[] {
  const result = [...docs];
  for (let i = result.length - 1; i > 0; i--) {
    const j = Math.floor(Math.random() * (i + 1));
    [result[i], result[j]] = [result[j], result[i]];
  }
  return result;
}
