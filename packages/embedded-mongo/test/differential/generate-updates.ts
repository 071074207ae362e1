import fc from 'fast-check';
import type { Document } from 'mongodb';
import { condition } from './generate-filters.js';
import { expression } from './generate-pipelines.js';
import { array, int, name, number, path, scalar, subdocument, value } from './generate-values.js';

/** A modification: the update document or pipeline, and what goes with it. */
export interface Change {
  update: Document | Document[];
  arrayFilters?: Document[];
}

function set(
  operator: string,
  at: fc.Arbitrary<string>,
  operand: fc.Arbitrary<unknown>,
): fc.Arbitrary<Document> {
  return fc
    .uniqueArray(fc.tuple(at, operand), { selector: ([where]) => where, minLength: 1, maxLength: 2 })
    .map((entries) => ({ [operator]: Object.fromEntries(entries) }));
}

const direction = fc.constantFrom(1, -1);
const pushed = fc.oneof(
  { weight: 3, arbitrary: value },
  {
    weight: 4,
    arbitrary: fc.record(
      {
        $each: array,
        $position: fc.integer({ min: -2, max: 3 }),
        $slice: fc.integer({ min: -3, max: 3 }),
        $sort: fc.oneof(
          direction,
          fc.tuple(name, direction).map(([at, order]) => ({ [at]: order })),
        ),
      },
      { requiredKeys: ['$each'] },
    ),
  },
);
const bits = fc
  .tuple(fc.constantFrom('and', 'or', 'xor'), int)
  .map(([operation, mask]) => ({ [operation]: mask }));

/** The update operators on paths of one kind. */
function operators(at: fc.Arbitrary<string>): fc.Arbitrary<Document> {
  return fc.oneof(
    { weight: 5, arbitrary: set('$set', at, value) },
    { weight: 2, arbitrary: set('$unset', at, fc.constant('')) },
    { weight: 3, arbitrary: set('$inc', at, number) },
    { weight: 1, arbitrary: set('$mul', at, number) },
    { weight: 1, arbitrary: set('$min', at, scalar) },
    { weight: 1, arbitrary: set('$max', at, scalar) },
    { weight: 1, arbitrary: set('$rename', at, path) },
    { weight: 1, arbitrary: set('$bit', at, bits) },
    { weight: 4, arbitrary: set('$push', at, pushed) },
    {
      weight: 3,
      arbitrary: set(
        '$addToSet',
        at,
        fc.oneof(
          value,
          array.map(($each) => ({ $each })),
        ),
      ),
    },
    { weight: 1, arbitrary: set('$pop', at, direction) },
    { weight: 3, arbitrary: set('$pull', at, fc.oneof(condition, subdocument)) },
    { weight: 1, arbitrary: set('$pullAll', at, array) },
  );
}

const joined = (...parts: fc.Arbitrary<string>[]): fc.Arbitrary<string> =>
  fc.tuple(...parts).map((names) => names.join('.'));
const positional = fc.oneof(joined(name, fc.constant('$')), joined(name, fc.constant('$'), name));
const everywhere = fc.oneof(joined(name, fc.constant('$[]')), joined(name, fc.constant('$[]'), name));
const identified = fc.oneof(joined(name, fc.constant('$[x]')), joined(name, fc.constant('$[x]'), name));
const arrayFilter = fc.oneof(
  condition.map((test) => ({ x: test })),
  fc.tuple(name, condition).map(([at, test]) => ({ [`x.${at}`]: test })),
);

const computed = fc.tuple(path, expression).map(([at, source]) => ({ $set: { [at]: source } }));
const updateStage = fc.oneof(
  { weight: 4, arbitrary: computed },
  {
    weight: 1,
    arbitrary: fc.uniqueArray(path, { minLength: 1, maxLength: 2 }).map(($unset) => ({ $unset })),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(name, expression).map(([at, source]) => ({ $project: { [at]: source } })),
  },
);

export const change: fc.Arbitrary<Change> = fc.oneof(
  { weight: 8, arbitrary: operators(path).map((update) => ({ update })) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(operators(path), set('$setOnInsert', path, value))
      .map(([a, b]) => ({ update: { ...a, ...b } })),
  },
  {
    weight: 3,
    arbitrary: fc.tuple(operators(path), operators(path)).map(([a, b]) => ({ update: { ...a, ...b } })),
  },
  { weight: 2, arbitrary: operators(positional).map((update) => ({ update })) },
  { weight: 2, arbitrary: operators(everywhere).map((update) => ({ update })) },
  {
    weight: 3,
    arbitrary: fc.record({ update: operators(identified), arrayFilters: fc.tuple(arrayFilter) }),
  },
  {
    weight: 1,
    arbitrary: fc
      .uniqueArray(fc.tuple(name, value), { selector: ([at]) => at, maxLength: 3 })
      .map((fields): Change => ({ update: Object.fromEntries(fields) })),
  },
  {
    weight: 2,
    arbitrary: fc.array(updateStage, { minLength: 1, maxLength: 2 }).map((update) => ({ update })),
  },
);
