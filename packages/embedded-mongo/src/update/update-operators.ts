import { BSON } from 'mongodb';
import { bitwise, combine, zeroLike } from '../bson/arithmetic.js';
import { describe } from '../bson/print-value.js';
import { CommandError } from '../bson/errors.js';
import { compileElementTest, compileFilter } from '../filter/compile.js';
import { isConditionsOnValue } from '../filter/operators.js';
import { isRegex } from '../bson/regex.js';
import { parseSort, sorter } from '../bson/sort.js';
import { typeName } from '../bson/types.js';
import { compare, equal, isNumeric, isPlainObject, MISSING, numberOf } from '../bson/values.js';
import type { Fold } from '../bson/values.js';

/** What an operator makes of the value at a path; MISSING in means no value, MISSING out removes it. */
export type UpdateOperator = (current: unknown, operand: unknown, path: string, fold?: Fold) => unknown;

export const updateOperators: Record<string, UpdateOperator> = {
  $set: (_current, operand) => operand,
  $setOnInsert: (_current, operand) => operand,
  $unset: () => MISSING,
  $inc: (current, operand, path) => arithmetic('$inc', current, operand, path),
  $mul: (current, operand, path) => arithmetic('$mul', current, operand, path),
  $min: (current, operand, _path, fold) =>
    current === MISSING || compare(operand, current, fold) < 0 ? operand : current,
  $max: (current, operand, _path, fold) =>
    current === MISSING || compare(operand, current, fold) > 0 ? operand : current,
  $bit: (current, operand) => {
    if (!isPlainObject(operand)) throw new CommandError('BadValue', 'The $bit modifier needs a document');
    const start = current === MISSING ? new BSON.Int32(0) : current;
    return Object.entries(operand).reduce<unknown>(
      (value, [name, mask]) => bitwise(value, name, mask),
      start,
    );
  },
  $currentDate: (_current, operand) => {
    const type = isPlainObject(operand) ? operand.$type : 'date';
    if (type === 'date') return new Date();
    if (type === 'timestamp') return new BSON.Timestamp({ t: Math.floor(Date.now() / 1000), i: 1 });
    throw new CommandError('BadValue', "The '$type' field of $currentDate is 'date' or 'timestamp'");
  },
  $push: push,
  $addToSet: (current, operand, path, fold) => {
    const array = arrayAt(current, path, '$addToSet');
    for (const value of eachOf(operand)) {
      if (!array.some((element) => equal(element, value, fold))) array.push(value);
    }
    return array;
  },
  $pop: (current, operand, path) => {
    const direction = isNumeric(operand) ? Number(numberOf(operand)) : NaN;
    if (direction !== 1 && direction !== -1) throw new CommandError('FailedToParse', '$pop expects 1 or -1');
    if (current === MISSING) return MISSING;
    const array = arrayAt(current, path, '$pop');
    return direction === 1 ? array.slice(0, -1) : array.slice(1);
  },
  $pull: (current, operand, path, fold) => {
    if (current === MISSING) return MISSING;
    const pulled = pullTest(operand, fold);
    return arrayAt(current, path, '$pull').filter((element) => !pulled(element));
  },
  $pullAll: (current, operand, path, fold) => {
    if (!Array.isArray(operand)) throw new CommandError('BadValue', '$pullAll requires an array argument');
    if (current === MISSING) return MISSING;
    return arrayAt(current, path, '$pullAll').filter(
      (element) => !operand.some((value) => equal(element, value, fold)),
    );
  },
};

function arithmetic(operator: '$inc' | '$mul', current: unknown, operand: unknown, path: string): unknown {
  if (!isNumeric(operand)) {
    const verb = operator === '$inc' ? 'increment' : 'multiply';
    throw new CommandError(
      'TypeMismatch',
      `Cannot ${verb} with non-numeric argument: {${path}: ${describe(operand)}}`,
    );
  }
  if (current === MISSING) return operator === '$inc' ? operand : zeroLike(operand);
  if (isNumeric(current)) return combine(operator, current, operand);
  throw new CommandError(
    'TypeMismatch',
    `Cannot apply ${operator} to a value of non-numeric type. The field '${path}' is of type ${typeName(current)}`,
  );
}

function arrayAt(current: unknown, path: string, operator: string): unknown[] {
  if (current === MISSING) return [];
  if (Array.isArray(current)) return [...(current as unknown[])];
  throw new CommandError(
    'BadValue',
    `The field '${path}' must be an array but is of type ${typeName(current)}, so ${operator} cannot be applied`,
  );
}

function eachOf(operand: unknown): unknown[] {
  if (!isPlainObject(operand) || !('$each' in operand)) return [operand];
  if (Array.isArray(operand.$each)) return operand.$each as unknown[];
  throw new CommandError('BadValue', 'The argument to $each must be an array');
}

function push(current: unknown, operand: unknown, path: string, fold?: Fold): unknown[] {
  const array = arrayAt(current, path, '$push');
  const modifiers = isPlainObject(operand) && '$each' in operand ? operand : {};
  const unknown = Object.keys(modifiers).find(
    (name) => !['$each', '$slice', '$sort', '$position'].includes(name),
  );
  if (unknown) throw new CommandError('BadValue', `Unrecognized clause in $push: ${unknown}`);
  const position = integer(modifiers.$position, '$position') ?? array.length;
  array.splice(position, 0, ...eachOf(operand));
  if (modifiers.$sort !== undefined) array.sort(elementOrder(modifiers.$sort, fold));
  const slice = integer(modifiers.$slice, '$slice');
  if (slice === undefined) return array;
  return slice < 0 ? array.slice(slice) : array.slice(0, slice);
}

function integer(value: unknown, name: string): number | undefined {
  if (value === undefined) return undefined;
  const number = isNumeric(value) ? Number(numberOf(value)) : NaN;
  if (Number.isInteger(number)) return number;
  throw new CommandError('BadValue', `The value for ${name} must be an integer value`);
}

function elementOrder(sort: unknown, fold?: Fold): (a: unknown, b: unknown) => number {
  if (isNumeric(sort)) {
    const direction = Number(numberOf(sort));
    return (a, b) => direction * compare(a, b, fold);
  }
  const order = sorter(parseSort(sort), fold);
  return (a, b) => order(isPlainObject(a) ? a : {}, isPlainObject(b) ? b : {});
}

/** What `$pull` removes: elements equal to a value, or ones that satisfy conditions. */
function pullTest(operand: unknown, fold?: Fold): (element: unknown) => boolean {
  if (isConditionsOnValue(operand) || isRegex(operand)) {
    const conditions = isRegex(operand) ? { $in: [operand] } : operand;
    return compileElementTest(conditions, { fold });
  }
  if (!isPlainObject(operand)) return (element) => equal(element, operand, fold);
  const predicate = compileFilter(operand, { fold });
  return (element) => isPlainObject(element) && predicate(element);
}

/** A deep copy that shares nothing with the command it came from. */
export function copy<T>(value: T): T {
  if (Array.isArray(value)) return value.map((each: unknown) => copy(each)) as T;
  if (!isPlainObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, copy(each)])) as T;
}
