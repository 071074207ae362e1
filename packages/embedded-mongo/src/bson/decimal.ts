import { BSON } from 'mongodb';
import type { Decimal128, Double, Int32, Long } from 'mongodb';

/**
 * Arithmetic of Decimal128 values with 34 digits, rounded half to even. A result is a coefficient times a
 * power of ten, or the JavaScript number NaN, Infinity or -Infinity.
 */
export interface Finite {
  coefficient: bigint;
  exponent: number;
}
export type Decimal = Finite | number;

const DIGITS = 34;
const LEAST_EXPONENT = -6176;
const GREATEST_EXPONENT = 6111;

/** How many digits a double keeps as a decimal: 15 in most operators, all in sums and in roundings. */
export type Precision = 15 | 34;

/** The decimal for a numeric value of any type. */
export function toDecimal(value: unknown, precision: Precision = 15): Decimal {
  switch ((value as { _bsontype?: string })._bsontype) {
    case 'Decimal128':
      return parse((value as Decimal128).toString());
    case 'Long':
      return { coefficient: (value as Long).toBigInt(), exponent: 0 };
    case 'Int32':
      return { coefficient: BigInt((value as Int32).value), exponent: 0 };
    case 'Double':
      return ofDouble((value as Double).value, precision);
    default:
      return typeof value === 'bigint'
        ? { coefficient: value, exponent: 0 }
        : ofDouble(value as number, precision);
  }
}

/** The decimal a text stands for; NaN too where it is none. */
export function parse(text: string): Decimal {
  const parts = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/.exec(text);
  const [, sign, whole = '', fraction = '', power = '0'] = parts ?? [];
  if (whole + fraction === '') return Number(text.replace(/^([+-]?)inf(inity)?$/i, '$1Infinity') || NaN);
  const coefficient = BigInt(whole + fraction) * (sign === '-' ? -1n : 1n);
  return rounded({ coefficient, exponent: Number(power) - fraction.length });
}

function ofDouble(double: number, precision: Precision): Decimal {
  if (!Number.isFinite(double)) return double;
  if (double === 0) return { coefficient: 0n, exponent: 0 };
  if (precision === 15) return parse(double.toExponential(14));
  let halvings = 0;
  let integer = double;
  for (; !Number.isInteger(integer); halvings++) integer *= 2;
  return rounded({ coefficient: BigInt(integer) * 5n ** BigInt(halvings), exponent: -halvings });
}

/** The BSON value of a result. */
export function toDecimal128(decimal: Decimal): Decimal128 {
  const text = typeof decimal === 'number' ? String(decimal) : `${decimal.coefficient}E${decimal.exponent}`;
  return BSON.Decimal128.fromString(text);
}

/** The sum, rounded to 34 digits. */
export function addDecimals(a: Decimal, b: Decimal): Decimal {
  if (typeof a === 'number' || typeof b === 'number') return special(a) + special(b);
  const [x, y, exponent] = aligned(a, b);
  return rounded({ coefficient: x + y, exponent });
}

/** The number with the other sign. */
export function negate(a: Decimal): Decimal {
  return typeof a === 'number' ? -a : { ...a, coefficient: -a.coefficient };
}

/** The product, rounded to 34 digits. */
export function multiplyDecimals(a: Decimal, b: Decimal): Decimal {
  if (typeof a === 'number' || typeof b === 'number') return special(a) * special(b);
  return rounded({ coefficient: a.coefficient * b.coefficient, exponent: a.exponent + b.exponent });
}

/** The quotient, of the exponent of exact division where it comes out even; the divisor is not zero. */
export function divideDecimals(a: Decimal, b: Decimal): Decimal {
  if (typeof a === 'number' || typeof b === 'number') {
    const quotient = special(a) / special(b);
    return quotient === 0 ? { coefficient: 0n, exponent: LEAST_EXPONENT } : quotient;
  }
  const shift = Math.max(0, DIGITS + 2 + lengthOf(b.coefficient) - lengthOf(a.coefficient));
  const dividend = a.coefficient * 10n ** BigInt(shift);
  const ideal = a.exponent - b.exponent;
  const quotient = dividend / b.coefficient;
  if (quotient * b.coefficient === dividend) {
    return rounded(shortened({ coefficient: quotient, exponent: ideal - shift }, ideal));
  }
  // A digit that is not 0 behind the others stands for all that follow, so that no tie is seen in rounding.
  const sticky = dividend < 0n === b.coefficient < 0n ? 1n : -1n;
  return rounded({ coefficient: quotient * 10n + sticky, exponent: ideal - shift - 1 });
}

/** What is left of division to an integer; it has the sign of the dividend. The divisor is not zero. */
export function decimalRemainder(a: Decimal, b: Decimal): Decimal {
  if (typeof a === 'number') return NaN;
  if (typeof b === 'number') return Number.isNaN(b) ? NaN : a;
  const [x, y, exponent] = aligned(a, b);
  return rounded({ coefficient: x % y, exponent });
}

/** Negative, zero or positive; NaN is less than all others. */
export function compareDecimals(a: Decimal, b: Decimal): number {
  if (typeof a === 'number' || typeof b === 'number') {
    const [x, y] = [special(a), special(b)];
    if (Number.isNaN(x) || Number.isNaN(y)) return Number(Number.isNaN(y)) - Number(Number.isNaN(x));
    return Math.sign(x) * Number(typeof a === 'number') - Math.sign(y) * Number(typeof b === 'number');
  }
  const [x, y] = aligned(a, b);
  return x < y ? -1 : Number(x > y);
}

/** A text that is the same for equal decimals only. */
export function canonical(a: Decimal): string {
  if (typeof a === 'number') return String(a);
  const { coefficient, exponent } = shortened(a, Infinity);
  return `${coefficient}E${coefficient === 0n ? 0 : exponent}`;
}

/** A finite number where an infinite one meets it: only its sign counts. */
function special(a: Decimal): number {
  if (typeof a === 'number') return a;
  return a.coefficient > 0n ? 1 : a.coefficient < 0n ? -1 : 0;
}

function aligned(a: Finite, b: Finite): [bigint, bigint, number] {
  const exponent = Math.min(a.exponent, b.exponent);
  const scaled = (each: Finite): bigint => each.coefficient * 10n ** BigInt(each.exponent - exponent);
  return [scaled(a), scaled(b), exponent];
}

function lengthOf(coefficient: bigint): number {
  return String(coefficient < 0n ? -coefficient : coefficient).length;
}

/** Without zeros at its end, as far as the exponent does not pass the one given. */
function shortened({ coefficient, exponent }: Finite, most: number): Finite {
  if (coefficient === 0n) return { coefficient, exponent: Math.max(exponent, most) };
  while (exponent < most && coefficient % 10n === 0n) {
    coefficient /= 10n;
    exponent += 1;
  }
  return { coefficient, exponent };
}

/** Without its last digits, rounded half to even. */
function cut(coefficient: bigint, digits: number): bigint {
  const unit = 10n ** BigInt(digits);
  const quotient = coefficient / unit;
  const rest = coefficient % unit;
  const away = coefficient < 0n ? -1n : 1n;
  const twice = rest * 2n * away;
  return twice > unit || (twice === unit && quotient % 2n !== 0n) ? quotient + away : quotient;
}

/** What 34 digits and the exponents of Decimal128 hold of a number. */
function rounded({ coefficient, exponent }: Finite): Decimal {
  const excess = Math.max(lengthOf(coefficient) - DIGITS, LEAST_EXPONENT - exponent);
  if (excess > 0) {
    const least = exponent + excess;
    return rounded({ coefficient: cut(coefficient, excess), exponent: least });
  }
  if (exponent <= GREATEST_EXPONENT) return { coefficient, exponent };
  if (coefficient === 0n) return { coefficient, exponent: GREATEST_EXPONENT };
  const padding = exponent - GREATEST_EXPONENT;
  if (lengthOf(coefficient) + padding > DIGITS) return coefficient > 0n ? Infinity : -Infinity;
  return { coefficient: coefficient * 10n ** BigInt(padding), exponent: GREATEST_EXPONENT };
}
