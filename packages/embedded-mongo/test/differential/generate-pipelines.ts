import fc from 'fast-check';
import type { Document } from 'mongodb';
import { filter, projection, sort } from './generate-filters.js';
import { int, name, number, path, scalar, text } from './generate-values.js';

const reference = path.filter((at) => !/\d/.test(at)).map((at) => `$${at}`);
const literal = scalar.map(($literal) => ({ $literal }));

const { inner } = fc.letrec<{ inner: unknown; pair: unknown }>((tie) => ({
  pair: fc.tuple(tie('inner'), tie('inner')),
  inner: fc.oneof(
    { depthSize: 'small', maxDepth: 1 },
    { weight: 6, arbitrary: reference },
    { weight: 3, arbitrary: literal },
    { weight: 2, arbitrary: number },
    ...['$eq', '$ne', '$gt', '$lte', '$and', '$or', '$ifNull', '$cmp'].map((operator) => ({
      weight: 1,
      arbitrary: tie('pair').map((operands) => ({ [operator]: operands })),
    })),
    ...['$not', '$isArray', '$type', '$isNumber', '$toBool'].map((operator) => ({
      weight: 1,
      arbitrary: tie('inner').map((operand) => ({ [operator]: [operand] })),
    })),
    {
      weight: 2,
      arbitrary: fc.tuple(tie('inner'), tie('inner'), tie('inner')).map((operands) => ({ $cond: operands })),
    },
  ),
}));

/** Numbers and strings where an operator wants them: an operand of another type falls back to one. */
const asNumber = fc.oneof(
  number,
  reference.map((from) => ({ $cond: [{ $isNumber: from }, from, 7] })),
);
const asArray = reference.map((from) => ({ $cond: [{ $isArray: from }, from, [1, 'a']] }));
const asText = fc.oneof(
  text.map(($literal) => ({ $literal })),
  reference.map((from) => ({ $cond: [{ $eq: [{ $type: from }, 'string'] }, from, 'Xy'] })),
);

export const expression: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 8, arbitrary: inner },
  { weight: 3, arbitrary: fc.tuple(asNumber, asNumber).map((operands) => ({ $add: operands })) },
  { weight: 1, arbitrary: fc.tuple(asNumber, asNumber).map((operands) => ({ $subtract: operands })) },
  { weight: 1, arbitrary: fc.tuple(asNumber, asNumber).map((operands) => ({ $multiply: operands })) },
  { weight: 1, arbitrary: fc.tuple(asNumber, fc.constant(2)).map((operands) => ({ $divide: operands })) },
  { weight: 1, arbitrary: asArray.map(($size) => ({ $size })) },
  { weight: 1, arbitrary: fc.tuple(asArray, int).map((operands) => ({ $arrayElemAt: operands })) },
  { weight: 1, arbitrary: fc.tuple(asArray, asArray).map((operands) => ({ $concatArrays: operands })) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(
        scalar.map(($literal) => ({ $literal })),
        asArray,
      )
      .map((operands) => ({ $in: operands })),
  },
  {
    weight: 1,
    arbitrary: asArray.map((input) => ({ $filter: { input, as: 'each', cond: { $gte: ['$$each', 1] } } })),
  },
  {
    weight: 1,
    arbitrary: asArray.map((input) => ({ $map: { input, as: 'each', in: { $type: '$$each' } } })),
  },
  { weight: 1, arbitrary: fc.tuple(asText, asText).map((operands) => ({ $concat: operands })) },
  { weight: 1, arbitrary: asText.map((operand) => ({ $toUpper: operand })) },
  { weight: 1, arbitrary: fc.tuple(name, inner).map(([key, member]) => ({ [key]: member })) },
  { weight: 1, arbitrary: reference.map((input) => ({ $sum: input })) },
  { weight: 1, arbitrary: fc.tuple(reference, reference).map((operands) => ({ $max: operands })) },
);

const accumulated = fc.oneof(
  ...['$sum', '$avg', '$min', '$max', '$first', '$last', '$push'].map((operator) =>
    inner.map((operand) => ({ [operator]: operand })),
  ),
);

function stage(operator: string, operand: fc.Arbitrary<unknown>): fc.Arbitrary<Document> {
  return operand.map((value) => ({ [operator]: value }));
}

const groupKey = fc.oneof(fc.constant(null), reference, expression);

const anyStage = fc.oneof(
  { weight: 3, arbitrary: stage('$match', filter) },
  { weight: 2, arbitrary: stage('$sort', sort) },
  {
    weight: 3,
    arbitrary: stage(
      '$addFields',
      fc
        .tuple(
          path.filter((at) => !/\d/.test(at)),
          expression,
        )
        .map(([at, source]) => ({ [at]: source })),
    ),
  },
  {
    weight: 2,
    arbitrary: stage(
      '$project',
      projection.filter((spec) => !JSON.stringify(spec).includes('"$')),
    ),
  },
  {
    weight: 2,
    arbitrary: stage(
      '$project',
      fc.tuple(name, expression).map(([at, source]) => ({ [at]: source })),
    ),
  },
  { weight: 1, arbitrary: stage('$unset', name) },
  { weight: 1, arbitrary: stage('$limit', fc.integer({ min: 1, max: 3 })) },
  { weight: 1, arbitrary: stage('$skip', fc.integer({ min: 0, max: 2 })) },
  {
    weight: 2,
    arbitrary: stage(
      '$unwind',
      fc.oneof(
        name.map((at) => `$${at}`),
        fc.record(
          {
            path: name.map((at) => `$${at}`),
            preserveNullAndEmptyArrays: fc.boolean(),
            includeArrayIndex: fc.constant('i'),
          },
          { requiredKeys: ['path'] },
        ),
      ),
    ),
  },
  {
    weight: 1,
    arbitrary: stage(
      '$replaceRoot',
      name.map((at) => ({
        newRoot: {
          $mergeObjects: [
            { $cond: [{ $eq: [{ $type: `$${at}` }, 'object'] }, `$${at}`, {}] },
            { _id: '$_id' },
          ],
        },
      })),
    ),
  },
  { weight: 1, arbitrary: fc.constant({ $count: 'n' }) },
);

const group = stage(
  '$group',
  fc.tuple(groupKey, accumulated, accumulated).map(([_id, x, y]) => ({ _id, x, y })),
);

const stages = fc.array(anyStage, { minLength: 1, maxLength: 2 });
const byId = { $sort: { _id: 1 } };

const field = path.filter((at) => !/\d/.test(at));
const joinOn = fc.record({ localField: field, foreignField: field });
const joinBy = fc
  .tuple(field, field, fc.constantFrom('$eq', '$gt', '$lte'), fc.array(anyStage, { maxLength: 1 }))
  .map(([own, other, operator, rest]) => ({
    let: { own: `$${own}` },
    pipeline: [byId, { $match: { $expr: { [operator]: [`$${other}`, '$$own'] } } }, ...rest],
  }));
const lookup = fc
  .oneof(
    joinOn,
    joinBy,
    fc.record({ on: joinOn, pipeline: stages }).map(({ on, pipeline }) => ({
      ...on,
      pipeline: [byId, ...pipeline],
    })),
  )
  .map((how) => ({ $lookup: { from: 'others', ...how, as: 'joined' } }));
const unwound = [{ $unwind: '$joined' }, { $sort: { _id: 1, 'joined._id': 1 } }];

const union = stage(
  '$unionWith',
  fc.oneof(
    fc.constant('others'),
    stages.map((pipeline) => ({ coll: 'others', pipeline: [byId, ...pipeline] })),
  ),
);

const onlyGroup = accumulated.map((x) => ({ $group: { _id: null, x } }));
const facet = stage(
  '$facet',
  fc.record({
    x: stages,
    y: fc.tuple(fc.array(anyStage, { maxLength: 1 }), onlyGroup).map(([head, last]) => [...head, last]),
  }),
);

/**
 * Sorted by `_id` at its head, so that `$first`, `$limit` and `$push` see one order. What gives its
 * documents in no order of its own, `$group` or `$unionWith`, stands at the end.
 */
export const pipeline: fc.Arbitrary<Document[]> = fc
  .oneof(
    {
      weight: 5,
      arbitrary: fc
        .tuple(fc.array(anyStage, { minLength: 1, maxLength: 3 }), fc.option(group, { freq: 3 }))
        .map(([some, last]) => [...some, ...(last ? [last] : [])]),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fc.array(anyStage, { maxLength: 1 }), lookup, fc.constantFrom([], unwound))
        .map(([head, join, tail]) => [...head, join, ...tail]),
    },
    { weight: 1, arbitrary: fc.tuple(stages, union).map(([head, last]) => [...head, last]) },
    {
      weight: 1,
      arbitrary: fc.tuple(fc.array(anyStage, { maxLength: 1 }), facet).map(([head, last]) => [...head, last]),
    },
  )
  .map((all) => [byId, ...all]);
