import { int } from '../bson/numbers.js';
import { asArray, asObject, asText, isNothing, named, options, pure, refuse, truth } from './operator.js';
import type { Compute, Operator } from './operator.js';
import { compare, mergeFields } from '../bson/values.js';
import type { Doc } from '../bson/values.js';

/** Conditions, comparisons, and operators on whole documents. */

function comparison(result: (order: number) => unknown): Operator {
  return pure((a, b) => result(Math.sign(compare(a, b))), 2);
}

const condition: Operator = (operand, compile) => {
  const given = Array.isArray(operand)
    ? operand.length === 3
      ? (operand as unknown[])
      : refuse('$cond takes exactly 3 arguments')
    : inOrder(options(operand, ['if', 'then', 'else']));
  const [test, then, otherwise] = given.map((each) => compile(each)) as [Compute, Compute, Compute];
  return (scope) => (truth(test(scope)) ? then(scope) : otherwise(scope));
};

function inOrder({ if: test, then, else: otherwise }: Doc): unknown[] {
  return [test, then, otherwise];
}

function logical(stopAt: boolean): Operator {
  return (operand, compile) => {
    const parts = (Array.isArray(operand) ? operand : [operand]).map((each) => compile(each));
    return (scope) => (parts.some((part) => truth(part(scope)) === stopAt) ? stopAt : !stopAt);
  };
}

const ifNull: Operator = (operand, compile) => {
  const parts = asArray('$ifNull', operand).map((each) => compile(each));
  if (parts.length < 2) refuse('$ifNull needs at least two arguments');
  return (scope) => {
    let value: unknown;
    for (const part of parts) {
      value = part(scope);
      if (!isNothing(value)) break;
    }
    return value;
  };
};

function setField({ input, field, value }: Doc): unknown {
  if (isNothing(input)) return null;
  const name = asText('$setField', field);
  const { [name]: _old, ...others } = asObject('$setField', input);
  if (value === undefined) return others;
  return { ...asObject('$setField', input), [name]: value };
}

export const controlOperators: Record<string, Operator> = {
  $cmp: comparison((result) => int(result)),
  $eq: comparison((result) => result === 0),
  $ne: comparison((result) => result !== 0),
  $gt: comparison((result) => result > 0),
  $gte: comparison((result) => result >= 0),
  $lt: comparison((result) => result < 0),
  $lte: comparison((result) => result <= 0),
  $and: logical(false),
  $or: logical(true),
  $not: pure((value) => !truth(value)),
  $cond: condition,
  $ifNull: ifNull,
  $literal: (operand) => () => operand,
  $setField: named(setField, ['input', 'field', 'value']),
  $mergeObjects: pure(
    (...values) =>
      mergeFields(values.map((value) => (isNothing(value) ? {} : asObject('$mergeObjects', value)))),
    0,
    Infinity,
  ),
};
