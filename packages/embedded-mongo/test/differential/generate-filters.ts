import fc from 'fast-check';
import type { Document } from 'mongodb';
import { array, int, name, number, path, scalar, subdocument, text, value } from './generate-values.js';

const operand = fc.oneof({ weight: 4, arbitrary: scalar }, { weight: 1, arbitrary: value });
const types = fc.constantFrom<unknown>(
  'number',
  'string',
  'array',
  'object',
  'null',
  'int',
  'double',
  'bool',
  'date',
  2,
  16,
);
const pattern = fc.constantFrom('^a', 'b$', '.', 'A', '^$');

function one(operator: string, arbitrary: fc.Arbitrary<unknown>): fc.Arbitrary<Document> {
  return arbitrary.map((operand) => ({ [operator]: operand }));
}

const comparison = fc.oneof(
  ...['$eq', '$ne', '$gt', '$gte', '$lt', '$lte'].map((operator) => one(operator, operand)),
);

const simple = fc.oneof(
  { weight: 6, arbitrary: comparison },
  { weight: 2, arbitrary: one('$in', fc.array(operand, { maxLength: 3 })) },
  { weight: 2, arbitrary: one('$nin', fc.array(operand, { maxLength: 3 })) },
  { weight: 2, arbitrary: one('$exists', fc.boolean()) },
  { weight: 1, arbitrary: one('$type', types) },
  { weight: 1, arbitrary: one('$size', fc.integer({ min: 0, max: 3 })) },
  { weight: 1, arbitrary: one('$all', fc.array(scalar, { maxLength: 2 })) },
  {
    weight: 1,
    arbitrary: one('$mod', fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 0, max: 2 }))),
  },
  { weight: 1, arbitrary: one('$bitsAnySet', fc.integer({ min: 0, max: 7 })) },
  { weight: 1, arbitrary: one('$bitsAllClear', fc.integer({ min: 0, max: 7 })) },
  {
    weight: 1,
    arbitrary: fc.record({ $regex: pattern, $options: fc.constantFrom('', 'i') }),
  },
  { weight: 1, arbitrary: fc.tuple(number, number).map(([low, high]) => ({ $gt: low, $lte: high })) },
);

const fieldsFilter = fc.tuple(name, simple).map(([field, test]) => ({ [field]: test }));

export const condition: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 6, arbitrary: simple },
  { weight: 4, arbitrary: operand },
  { weight: 1, arbitrary: array },
  { weight: 1, arbitrary: subdocument },
  { weight: 1, arbitrary: simple.map((test) => ({ $not: test })) },
  { weight: 1, arbitrary: one('$elemMatch', simple) },
  { weight: 1, arbitrary: one('$elemMatch', fieldsFilter) },
  {
    weight: 1,
    arbitrary: one(
      '$elemMatch',
      fc.tuple(name, int, name, scalar).map(([a, x, b, y]) => ({ [a]: { $gte: x }, [b]: y })),
    ),
  },
);

const field = fc.tuple(path, condition).map(([at, test]) => ({ [at]: test }));

/** Filters by `_id` and by fields, alone and under logical operators. */
export const filter: fc.Arbitrary<Document> = fc.oneof(
  { weight: 1, arbitrary: fc.constant({}) },
  { weight: 8, arbitrary: field },
  { weight: 3, arbitrary: fc.tuple(field, field).map(([a, b]) => ({ ...a, ...b })) },
  { weight: 1, arbitrary: fc.array(field, { minLength: 1, maxLength: 2 }).map(($and) => ({ $and })) },
  { weight: 2, arbitrary: fc.array(field, { minLength: 1, maxLength: 3 }).map(($or) => ({ $or })) },
  { weight: 1, arbitrary: fc.array(field, { minLength: 1, maxLength: 2 }).map(($nor) => ({ $nor })) },
  { weight: 1, arbitrary: fc.tuple(name, name).map(([a, b]) => ({ $expr: { $gt: [`$${a}`, `$${b}`] } })) },
);

const direction = fc.constantFrom(1, -1);

const sortKey = fc.tuple(path, direction);

/**
 * Ends with `_id`, so that the order of equals is told as well. Seldom by two fields: arrays in both are
 * not to be sorted by.
 */
export const sort: fc.Arbitrary<Document> = fc
  .tuple(
    fc.oneof(
      { weight: 1, arbitrary: fc.constant([]) },
      { weight: 6, arbitrary: fc.tuple(sortKey) },
      {
        weight: 2,
        arbitrary: fc.uniqueArray(sortKey, { selector: ([at]) => at, minLength: 2, maxLength: 2 }),
      },
    ),
    direction,
  )
  .map(([keys, last]) => ({ ...Object.fromEntries(keys), _id: last }));

const flag = fc.constantFrom<unknown>(1, true);
const included = fc.uniqueArray(path, { minLength: 1, maxLength: 2 });

export const projection: fc.Arbitrary<Document> = fc.oneof(
  { weight: 4, arbitrary: included.map((paths) => Object.fromEntries(paths.map((at) => [at, 1]))) },
  { weight: 3, arbitrary: included.map((paths) => Object.fromEntries(paths.map((at) => [at, 0]))) },
  { weight: 2, arbitrary: fc.tuple(path, flag).map(([at, keep]) => ({ _id: 0, [at]: keep })) },
  {
    weight: 1,
    arbitrary: fc.tuple(name, fc.integer({ min: -2, max: 2 })).map(([at, $slice]) => ({ [at]: { $slice } })),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(name, fc.integer({ min: -3, max: 2 }))
      .map(([at, skip]) => ({ [at]: { $slice: [skip, 2] } })),
  },
  { weight: 1, arbitrary: fc.tuple(name, simple).map(([at, $elemMatch]) => ({ [at]: { $elemMatch } })) },
  {
    weight: 1,
    arbitrary: fc.tuple(name, fieldsFilter).map(([at, $elemMatch]) => ({ [at]: { $elemMatch } })),
  },
  { weight: 1, arbitrary: fc.tuple(name, path).map(([at, from]) => ({ x: `$${from}`, [at]: 1 })) },
  { weight: 1, arbitrary: fc.tuple(name, text).map(([at, $literal]) => ({ [at]: { $literal } })) },
);
