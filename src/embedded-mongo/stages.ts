import { Lazy } from 'mingo/lazy';
import type { Iterator } from 'mingo/lazy';
import { CommandError } from './errors.js';
import { compileExpression } from './expressions.js';
import { compileFilter } from './matcher.js';
import { sorter } from './paths.js';
import { compileProjection, flatten, withField } from './projection.js';
import { parseSort } from './query.js';
import { isPlainObject } from './values.js';
import type { Doc, Fold } from './values.js';

/** A pipeline stage in mingo's shape. */
export type Stage = (input: Iterator, operand: unknown) => Iterator;

export interface StageOptions {
  fold?: Fold | undefined;
  variables?: Doc | undefined;
}

/**
 * The stages this store does itself: mingo's `$match` and `$sort` do not know BSON types and order, its
 * `$project` and `$addFields` reorder fields and replace sub-documents, its `$limit` reads on to the end,
 * `$count` counts an empty input and `$sample` repeats documents.
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
      return input.transform((docs) => Lazy(shuffled(docs).slice(0, Number(size))));
    },
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

function shuffled(docs: readonly unknown[]): unknown[] {
  const result = [...docs];
  for (let i = result.length - 1; i > 0; i--) {
    const j = Math.floor(Math.random() * (i + 1));
    [result[i], result[j]] = [result[j], result[i]];
  }
  return result;
}
