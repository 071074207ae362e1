import * as decimal from '../bson/decimal.js';
import type { Rounding } from '../bson/decimal.js';
import { CommandError } from '../bson/errors.js';
import * as numbers from '../bson/numbers.js';
import { asBigInt, asDouble, double, integer, Kind, kindOf, Total } from '../bson/numbers.js';
import { asInt, asNumber, isNothing, pure, refuse, strict } from './operator.js';
import type { Operator } from './operator.js';
import { typeName } from '../bson/types.js';
import { BSON } from 'mongodb';

/** An operator of one number that is not missing. */
function ofNumber(name: string, compute: (value: unknown) => unknown): Operator {
  return strict((value) => compute(asNumber(name, value)));
}

/** An operator whose result is a double, for a decimal too only where `exact` says how. */
function ofDouble(
  name: string,
  compute: (value: number) => number,
  exact?: (value: decimal.Decimal) => decimal.Decimal,
): Operator {
  return ofNumber(name, (value) => {
    if (kindOf(value) !== Kind.decimal) return double(compute(asDouble(value)));
    if (!exact) throw noDecimals(name);
    return decimal.toDecimal128(exact(decimal.toDecimal(value)));
  });
}

function noDecimals(name: string): CommandError {
  return new CommandError('NotImplemented', `this store does not compute ${name} of Decimal128 values`);
}

function within(name: string, least: number, most: number, compute: (value: number) => number) {
  return (value: number): number =>
    value < least || value > most ? refuse(`cannot apply ${name} to ${value}`) : compute(value);
}

/** The sum; with one date in it, that date so many milliseconds later. */
function add(...operands: unknown[]): unknown {
  if (operands.some(isNothing)) return null;
  const dates = operands.filter((value) => value instanceof Date);
  if (dates.length > 1) refuse('only one date allowed in an $add expression');
  const total = new Total();
  for (const value of operands) if (!(value instanceof Date)) total.add(asNumber('$add', value));
  return dates[0] ? later(dates[0], total.result()) : total.result();
}

function later(date: Date, milliseconds: unknown): Date {
  return dateAt(date.getTime() + Math.round(asDouble(milliseconds)));
}

function dateAt(time: number): Date {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? refuse('date overflow') : date;
}

function subtract(a: unknown, b: unknown): unknown {
  if (a instanceof Date && b instanceof Date) return BSON.Long.fromNumber(a.getTime() - b.getTime());
  if (a instanceof Date) return dateAt(a.getTime() - Math.round(asDouble(asNumber('$subtract', b))));
  return numbers.subtract(asNumber('$subtract', a), asNumber('$subtract', b));
}

function divisible(name: string, compute: (a: unknown, b: unknown) => unknown): Operator {
  return strict((a, b) => {
    if (numbers.isZero(asNumber(name, b))) refuse(`can't ${name} by zero`);
    return compute(asNumber(name, a), b);
  }, 2);
}

function absolute(value: unknown): unknown {
  const kind = kindOf(value)!;
  if (kind === Kind.double) return double(Math.abs(asDouble(value)));
  if (kind === Kind.decimal) {
    const exact = decimal.toDecimal(value);
    return asDouble(value) < 0 ? decimal.toDecimal128(decimal.negate(exact)) : value;
  }
  const whole = asBigInt(value);
  if (whole === -(2n ** 63n)) refuse("can't take $abs of long long min");
  return integer(whole < 0n ? -whole : whole, kind);
}

/** Rounds to a number of digits after the point (before it if negative), in the type of the number. */
function rounding(name: string, how: Rounding): Operator {
  return pure(
    (value, place) => {
      if (isNothing(value) || place === null) return null;
      const digits = place === undefined ? 0 : asInt(name, place);
      if (digits < -20 || digits > 100) refuse(`cannot apply ${name} with precision value ${digits}`);
      return rounded(asNumber(name, value), digits, how);
    },
    1,
    name === '$round' || name === '$trunc' ? 2 : 1,
  );
}

function rounded(value: unknown, digits: number, how: Rounding): unknown {
  const kind = kindOf(value)!;
  if (kind <= Kind.long && digits >= 0) return value;
  const result = decimal.roundTo(decimal.toDecimal(value, 34), digits, how);
  if (kind === Kind.decimal) return decimal.toDecimal128(result);
  if (kind === Kind.double) {
    const near = decimal.toDouble(result);
    return double(near === 0 && Object.is(Math.sign(asDouble(value)), -1) ? -0 : near);
  }
  const whole = decimal.toInteger(result)!;
  return numbers.fitsLong(whole) ? integer(whole, kind) : refuse('the rounded value does not fit 64 bits');
}

/** Integers stay integers while the power is whole and fits 64 bits. */
function power(base: unknown, exponent: unknown): unknown {
  const kind = Math.max(kindOf(asNumber('$pow', base))!, kindOf(asNumber('$pow', exponent))!);
  if (numbers.isZero(base) && asDouble(exponent) < 0) {
    refuse('$pow cannot take a base of 0 and a negative exponent');
  }
  if (kind === Kind.decimal) return decimalPower(base, asDouble(exponent));
  const near = asDouble(base) ** asDouble(exponent);
  if (kind === Kind.double) return double(near);
  const times = asBigInt(exponent);
  const whole = asBigInt(base);
  if (times < 0n && whole !== 1n && whole !== -1n) return double(near);
  if (Math.abs(near) > 2 ** 64) return double(near);
  const result = whole * whole === 1n ? (times % 2n === 0n ? 1n : whole) : whole ** times;
  return integer(result, kind);
}

function decimalPower(base: unknown, times: number): unknown {
  if (!Number.isInteger(times) || Math.abs(times) > 1000) {
    throw new CommandError('NotImplemented', 'this store raises decimals to whole powers up to 1000 only');
  }
  const one = { coefficient: 1n, exponent: 0 };
  const value = decimal.toDecimal(base);
  if (typeof value === 'number') return decimal.toDecimal128(value ** times);
  const exact = {
    coefficient: value.coefficient ** BigInt(Math.abs(times)),
    exponent: value.exponent * Math.abs(times),
  };
  return decimal.toDecimal128(
    times < 0 ? decimal.divideDecimals(one, exact) : decimal.multiplyDecimals(exact, one),
  );
}

function bitwise(name: string, start: bigint, combine: (a: bigint, b: bigint) => bigint): Operator {
  return strict(
    (...values) => {
      const kind = Math.max(Kind.int, ...values.map((value) => kindOf(value) ?? Kind.double));
      if (kind > Kind.long) refuse(`${name} only supports int and long operands`);
      return integer(values.map(asBigInt).reduce(combine, start), kind);
    },
    0,
    Infinity,
  );
}

const radians = Math.PI / 180;

export const numberOperators: Record<string, Operator> = {
  $abs: ofNumber('$abs', absolute),
  $add: pure(add, 0, Infinity),
  $bitAnd: bitwise('$bitAnd', -1n, (a, b) => a & b),
  $bitNot: strict((value) => {
    const kind = kindOf(value) ?? Kind.double;
    return kind > Kind.long
      ? refuse(`$bitNot does not support ${typeName(value)}`)
      : integer(~asBigInt(value), kind);
  }),
  $bitOr: bitwise('$bitOr', 0n, (a, b) => a | b),
  $bitXor: bitwise('$bitXor', 0n, (a, b) => a ^ b),
  $ceil: rounding('$ceil', 'ceil'),
  $divide: divisible('$divide', numbers.divide),
  $exp: ofDouble('$exp', Math.exp),
  $floor: rounding('$floor', 'floor'),
  $ln: ofDouble('$ln', within('$ln', Number.MIN_VALUE, Infinity, Math.log)),
  $log: strict((value, base) => {
    if ([value, base].some((each) => kindOf(asNumber('$log', each)) === Kind.decimal))
      throw noDecimals('$log');
    const [x, y] = [asDouble(value), asDouble(base)];
    if (x <= 0 || y <= 0 || y === 1) refuse("$log's argument must be positive, and its base too and not 1");
    return double(y === 10 ? Math.log10(x) : y === 2 ? Math.log2(x) : Math.log(x) / Math.log(y));
  }, 2),
  $log10: ofDouble('$log10', within('$log10', Number.MIN_VALUE, Infinity, Math.log10)),
  $mod: divisible('$mod', numbers.remainder),
  $multiply: pure(
    (...operands) =>
      operands.some(isNothing)
        ? null
        : operands.map((each) => asNumber('$multiply', each)).reduce(numbers.multiply, numbers.int(1)),
    0,
    Infinity,
  ),
  $pow: strict(power, 2),
  $round: rounding('$round', 'even'),
  $sqrt: ofDouble('$sqrt', within('$sqrt', 0, Infinity, Math.sqrt), (value) =>
    decimal.compareDecimals(value, { coefficient: 0n, exponent: 0 }) < 0 && !Number.isNaN(value)
      ? refuse("$sqrt's argument must be greater than or equal to 0")
      : decimal.squareRoot(value),
  ),
  $subtract: strict(subtract, 2),
  $trunc: rounding('$trunc', 'down'),
  $sigmoid: ofDouble('$sigmoid', (value) => 1 / (1 + Math.exp(-value))),

  $acos: ofDouble('$acos', within('$acos', -1, 1, Math.acos)),
  $acosh: ofDouble('$acosh', within('$acosh', 1, Infinity, Math.acosh)),
  $asin: ofDouble('$asin', within('$asin', -1, 1, Math.asin)),
  $asinh: ofDouble('$asinh', Math.asinh),
  $atan: ofDouble('$atan', Math.atan),
  $atan2: strict((y, x) => {
    if ([y, x].some((each) => kindOf(asNumber('$atan2', each)) === Kind.decimal)) throw noDecimals('$atan2');
    return double(Math.atan2(asDouble(y), asDouble(x)));
  }, 2),
  $atanh: ofDouble('$atanh', within('$atanh', -1, 1, Math.atanh)),
  $cos: ofDouble('$cos', Math.cos),
  $cosh: ofDouble('$cosh', Math.cosh),
  $degreesToRadians: ofDouble('$degreesToRadians', (value) => value * radians),
  $radiansToDegrees: ofDouble('$radiansToDegrees', (value) => value / radians),
  $sin: ofDouble('$sin', Math.sin),
  $sinh: ofDouble('$sinh', Math.sinh),
  $tan: ofDouble('$tan', Math.tan),
  $tanh: ofDouble('$tanh', Math.tanh),
};
