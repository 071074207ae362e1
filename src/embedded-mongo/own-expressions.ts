import { BSON } from 'mongodb';
import { evalExpr } from 'mingo/core';
import * as mingoAccumulators from 'mingo/operators/accumulator';
import * as mingo from 'mingo/operators/expression';
import { dateOperators } from './own-dates.js';
import { CommandError } from './errors.js';
import { typeName } from './types.js';
import { compare, equal, isNumeric, isPlainObject } from './values.js';

/**
 * Expression operators that mingo gets wrong or lacks, found by comparing it with a real engine: values of
 * different types, missing values and nulls, and the types JavaScript does not have.
 */

export type Options = Parameters<typeof evalExpr>[2];
type AnyObject = Record<string, unknown>;
export type Operator = (doc: AnyObject, operand: unknown, options: Options) => unknown;

function isNothing(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}

/** An operator that is a function of its evaluated operands. */
function pure(compute: (...operands: unknown[]) => unknown): Operator {
  return (doc, operand, options) => {
    const values = evalExpr(doc, operand, options);
    return compute(...(Array.isArray(operand) ? (values as unknown[]) : [values]));
  };
}

/** An operator that is null if one of its operands is. */
function strict(compute: (...operands: unknown[]) => unknown): Operator {
  return pure((...operands) => (operands.some(isNothing) ? null : compute(...operands)));
}

function comparison(result: (order: number) => unknown): Operator {
  return (doc, operands, options) => {
    const values = evalExpr(doc, operands, options) as unknown[];
    if (!Array.isArray(values) || values.length !== 2) {
      throw new CommandError('BadValue', 'a comparison takes exactly 2 arguments');
    }
    return result(compare(values[0], values[1]));
  };
}

/**
 * An operator of many values: in a `$group` those of an expression for each document, elsewhere its
 * operands, or the elements of its only one.
 */
function collecting(reduce: (values: unknown[]) => unknown): Operator {
  return (docs, operand, options) => {
    if (Array.isArray(docs)) {
      // While a group is computed `$$ROOT` is the group; for each of its documents it is that document.
      const local = options as unknown as { update: (locals: { root: unknown }) => Options };
      return reduce(docs.map((doc: AnyObject) => evalExpr(doc, operand, local.update({ root: doc }))));
    }
    const value = evalExpr(docs, operand, options);
    return reduce(Array.isArray(value) ? (value as unknown[]) : [value]);
  };
}

function extreme(values: unknown[], sign: 1 | -1): unknown {
  const candidates = values.filter((value) => !isNothing(value));
  if (candidates.length === 0) return null;
  return candidates.reduce((best, value) => (sign * compare(value, best) > 0 ? value : best));
}

function numbers(values: unknown[]): number[] {
  const decimal = values.find((value) => isNumeric(value) && typeof value !== 'number');
  if (decimal !== undefined) {
    throw new CommandError(
      'NotImplemented',
      'this store does not add up Decimal128 or 64-bit values over 2^53',
    );
  }
  return values.filter((value) => typeof value === 'number');
}

function sum(values: unknown[]): number {
  return numbers(values).reduce((total, value) => total + value, 0);
}

/** An operator that means the first or last element of an array, or of the documents of a group. */
function endOf(position: 0 | -1, accumulator: unknown): Operator {
  return (doc, operand, options) => {
    if (Array.isArray(doc)) return (accumulator as Operator)(doc as never, operand, options);
    const array = evalExpr(doc, operand, options);
    if (isNothing(array)) return null;
    if (!Array.isArray(array))
      throw new CommandError('BadValue', `$first and $last take an array, not ${typeName(array)}`);
    return (array as unknown[]).at(position);
  };
}

function slice(array: unknown, first: unknown, count?: unknown): unknown {
  if (!Array.isArray(array))
    throw new CommandError(
      'BadValue',
      `First argument to $slice must be an array, but is ${typeName(array)}`,
    );
  const from = Number(first);
  if (count === undefined) return from < 0 ? array.slice(from) : array.slice(0, from);
  if (!(Number(count) > 0)) throw new CommandError('BadValue', 'Third argument to $slice must be positive');
  const start = from < 0 ? Math.max(0, array.length + from) : from;
  return array.slice(start, start + Number(count));
}

/** A text operand; null counts as the empty text. */
function textOf(value: unknown): string {
  if (isNothing(value)) return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (value instanceof Date) return value.toISOString();
  throw new CommandError('BadValue', `can't convert from BSON type ${typeName(value)} to String`);
}

function toText(value: unknown): string {
  return value instanceof BSON.ObjectId ? value.toHexString() : textOf(value);
}

function toObjectId(value: unknown): unknown {
  if (value instanceof BSON.ObjectId) return value;
  if (typeof value === 'string' && BSON.ObjectId.isValid(value)) return new BSON.ObjectId(value);
  throw new CommandError('BadValue', `Failed to parse objectId '${textOf(value)}' in $convert`);
}

function only(name: string, accumulator: unknown): Operator {
  return (docs, operand, options) => {
    const found = (accumulator as Operator)(docs, operand, options);
    if (!Array.isArray(found)) throw new CommandError('BadValue', `${name} is an accumulator`);
    return (found as unknown[])[0];
  };
}

/** Used in a `$group` and in expressions alike. */
export const ownAccumulators = {
  $max: collecting((values) => extreme(values, 1)),
  $min: collecting((values) => extreme(values, -1)),
  $sum: collecting(sum),
  $avg: collecting((values) => (numbers(values).length === 0 ? null : sum(values) / numbers(values).length)),
  $push: collecting((values) => values.filter((value) => value !== undefined)),
  $top: only('$top', mingoAccumulators.$top),
  $bottom: only('$bottom', mingoAccumulators.$bottom),
};

const { $push: _push, $top: _top, $bottom: _bottom, ...inExpressions } = ownAccumulators;

export const ownExpressions: Record<string, Operator> = {
  ...inExpressions,
  ...dateOperators,
  $eq: comparison((order) => order === 0),
  $ne: comparison((order) => order !== 0),
  $gt: comparison((order) => order > 0),
  $gte: comparison((order) => order >= 0),
  $lt: comparison((order) => order < 0),
  $lte: comparison((order) => order <= 0),
  $cmp: comparison(Math.sign),
  $first: endOf(0, mingoAccumulators.$first),
  $last: endOf(-1, mingoAccumulators.$last),
  $slice: strict(slice),
  $mod: strict((a, b) => Number(a) % Number(b)),
  $trunc: pure((value, place) => (isNothing(value) ? null : truncate(value, Number(place ?? 0)))),
  $round: (doc, operand, options) =>
    (mingo.$round as Operator)(doc, Array.isArray(operand) ? operand : [operand], options),
  $size: pure((value) => {
    if (Array.isArray(value)) return value.length;
    const message = `The argument to $size must be an array, but was of type: ${typeName(value)}`;
    throw new CommandError('BadValue', message);
  }),
  $isNumber: pure(isNumeric),
  $in: pure((value, array) => {
    if (Array.isArray(array)) return array.some((element) => equal(element, value));
    throw new CommandError('BadValue', `$in requires an array as a second argument, not ${typeName(array)}`);
  }),
  $mergeObjects: pure((...values) => Object.assign({}, ...values.map(asObject)) as unknown),
  // The server changes the case of ASCII letters only.
  $toUpper: pure((value) => textOf(value).replace(/[a-z]/g, (letter) => letter.toUpperCase())),
  $toLower: pure((value) => textOf(value).replace(/[A-Z]/g, (letter) => letter.toLowerCase())),
  $strcasecmp: pure((a, b) => Math.sign(compare(textOf(a).toUpperCase(), textOf(b).toUpperCase()))),
  $indexOfCP: pure((value, part, start, end) => {
    if (isNothing(value)) return null;
    const letters = [...textOf(value)].slice(0, isNothing(end) ? undefined : Number(end));
    const from = isNothing(start) ? 0 : Number(start);
    const at = letters.slice(from).join('').indexOf(textOf(part));
    return at < 0 ? -1 : from + [...letters.slice(from).join('').slice(0, at)].length;
  }),
  $type: pure((value) => (value === undefined ? 'missing' : typeName(value))),
  $toString: strict(toText),
  $toObjectId: strict(toObjectId),
  $convert: (doc, operand, options) => {
    if (!isPlainObject(operand)) throw new CommandError('FailedToParse', '$convert expects an object');
    const { input, to } = evalExpr(doc, { input: operand.input, to: operand.to }, options) as AnyObject;
    if (isNothing(input)) return 'onNull' in operand ? evalExpr(doc, operand.onNull, options) : null;
    if (to !== 'objectId' && to !== 'string') return (mingo.$convert as Operator)(doc, operand, options);
    try {
      return to === 'string' ? toText(input) : toObjectId(input);
    } catch (error) {
      if ('onError' in operand) return evalExpr(doc, operand.onError, options);
      throw error;
    }
  },
};

function asObject(value: unknown): unknown {
  if (isNothing(value) || isPlainObject(value)) return value;
  throw new CommandError('BadValue', `$mergeObjects requires object inputs, not ${typeName(value)}`);
}

function truncate(value: unknown, place: number): number {
  if (!isNumeric(value)) {
    throw new CommandError('BadValue', `$trunc only supports numeric types, not ${typeName(value)}`);
  }
  const factor = 10 ** place;
  return Math.trunc(Number(value) * factor) / factor;
}
