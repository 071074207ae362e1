import * as numbers from '../bson/numbers.js';
import { asDouble, Total } from '../bson/numbers.js';
import { asNumber, isNothing, pure, refuse, strict } from './operator.js';
import type { Operator } from './operator.js';
import { BSON } from 'mongodb';

/** The sum; with one date in it, that date so many milliseconds later. */
function add(...operands: unknown[]): unknown {
  if (operands.some(isNothing)) return null;
  const dates = operands.filter((value) => value instanceof Date);
  if (dates.length > 1) refuse('only one date allowed in an $add expression');
  const total = new Total();
  for (const value of operands) if (!(value instanceof Date)) total.add(asNumber('$add', value));
  return dates[0] ? later(dates[0], Math.round(asDouble(total.result()))) : total.result();
}

function later(date: Date, milliseconds: number): Date {
  const result = new Date(date.getTime() + milliseconds);
  return Number.isNaN(result.getTime()) ? refuse('date overflow') : result;
}

function subtract(a: unknown, b: unknown): unknown {
  if (a instanceof Date && b instanceof Date) return BSON.Long.fromNumber(a.getTime() - b.getTime());
  if (a instanceof Date) return later(a, -Math.round(asDouble(asNumber('$subtract', b))));
  return numbers.subtract(asNumber('$subtract', a), asNumber('$subtract', b));
}

function divide(a: unknown, b: unknown): unknown {
  if (numbers.isZero(asNumber('$divide', b))) refuse("can't $divide by zero");
  return numbers.divide(asNumber('$divide', a), b);
}

function multiply(...operands: unknown[]): unknown {
  if (operands.some(isNothing)) return null;
  return operands.map((each) => asNumber('$multiply', each)).reduce(numbers.multiply, numbers.int(1));
}

/** Operators on numbers and dates. */
export const numberOperators: Record<string, Operator> = {
  $add: pure(add, 0, Infinity),
  $divide: strict(divide, 2),
  $mod: strict((a, b) => {
    if (numbers.isZero(asNumber('$mod', b))) refuse("can't $mod by zero");
    return numbers.remainder(asNumber('$mod', a), b);
  }, 2),
  $multiply: pure(multiply, 0, Infinity),
  $subtract: strict(subtract, 2),
};
