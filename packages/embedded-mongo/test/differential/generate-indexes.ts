import fc from 'fast-check';
import type { Document } from 'mongodb';
import { name, path } from './generate-values.js';

export interface IndexSpec {
  key: Record<string, number>;
  unique?: boolean;
  sparse?: boolean;
  partialFilterExpression?: Document;
}

const direction = fc.constantFrom(1, -1);
const key = fc
  .uniqueArray(fc.tuple(path, direction), { selector: ([at]) => at, minLength: 1, maxLength: 2 })
  .map((fields): Record<string, number> => Object.fromEntries(fields));

const partial = fc
  .tuple(
    name,
    fc.constantFrom<unknown>(
      { $exists: true },
      { $gt: 0 },
      { $gte: 1 },
      { $lt: 'b' },
      { $type: 'string' },
      1,
      'a',
    ),
  )
  .map(([at, condition]) => ({ [at]: condition }));

/** Indexes of every kind the planner knows; one that the documents do not allow is not made. */
export const indexes: fc.Arbitrary<IndexSpec[]> = fc.uniqueArray(
  fc.oneof(
    { weight: 4, arbitrary: key.map((each): IndexSpec => ({ key: each })) },
    { weight: 1, arbitrary: key.map((each): IndexSpec => ({ key: each, sparse: true })) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(key, partial)
        .map(([each, partialFilterExpression]): IndexSpec => ({ key: each, partialFilterExpression })),
    },
  ),
  { selector: (index) => JSON.stringify(index.key), minLength: 1, maxLength: 3 },
);
