import { BSON } from 'mongodb';
import type { Decimal128, Double, Int32, Long } from 'mongodb';
import * as decimal from './decimal.js';
import type { Decimal } from './decimal.js';
import { bsonType, numberOf } from './values.js';

/** The numeric types, each wider than the one before. */
export const Kind = { int: 0, long: 1, double: 2, decimal: 3 } as const;

/** A number with its BSON type. */
export type Numeric = Int32 | Long | Double | Decimal128;

const INT32_MAX = 2 ** 31 - 1;
const INT64_MAX = 2n ** 63n - 1n;

/** The type of a number; undefined for any other value. */
export function kindOf(value: unknown): number | undefined {
  if (typeof value === 'number') return fitsInt(value) ? Kind.int : Kind.double;
  switch (bsonType(value)) {
    case 'Int32':
      return Kind.int;
    case 'Long':
      return Kind.long;
    case 'Double':
      return Kind.double;
    case 'Decimal128':
      return Kind.decimal;
    default:
      return undefined;
  }
}

function fitsInt(value: number): boolean {
  return Number.isInteger(value) && value <= INT32_MAX && value >= -INT32_MAX - 1;
}

/** A 32-bit integer. */
export const int = (value: number): Int32 => new BSON.Int32(value);
/** A double. */
export const double = (value: number): Double => new BSON.Double(value);

function fitsLong(value: bigint): boolean {
  return value <= INT64_MAX && value >= -INT64_MAX - 1n;
}

/** An integer of at least this type, in the first one that holds it: 32 bits, 64 bits, a double. */
export function integer(value: number | bigint, kind: number): Numeric {
  if (kind === Kind.int && fitsInt(Number(value))) return int(Number(value));
  const big = BigInt(value);
  return fitsLong(big) ? BSON.Long.fromBigInt(big) : double(Number(big));
}

/** The double nearest to a number of any type. */
export function asDouble(value: unknown): number {
  return Number(numberOf(value));
}

function asBigInt(value: unknown): bigint {
  return BigInt(numberOf(value));
}

/** `a` and `b` in the wider type of both. */
function combined(
  a: unknown,
  b: unknown,
  compute: {
    integers: (a: bigint, b: bigint) => bigint;
    doubles: (a: number, b: number) => number;
    decimals: (a: Decimal, b: Decimal) => Decimal;
  },
): Numeric {
  const kind = Math.max(kindOf(a)!, kindOf(b)!);
  if (kind === Kind.decimal) {
    return decimal.toDecimal128(compute.decimals(decimal.toDecimal(a), decimal.toDecimal(b)));
  }
  if (kind === Kind.double) return double(compute.doubles(asDouble(a), asDouble(b)));
  return integer(compute.integers(asBigInt(a), asBigInt(b)), kind);
}

/** The sum in the wider type of both. */
export function add(a: unknown, b: unknown): Numeric {
  return combined(a, b, {
    integers: (x, y) => x + y,
    doubles: (x, y) => x + y,
    decimals: decimal.addDecimals,
  });
}

/** The difference in the wider type of both. */
export function subtract(a: unknown, b: unknown): Numeric {
  return combined(a, b, {
    integers: (x, y) => x - y,
    doubles: (x, y) => x - y,
    decimals: (x, y) => decimal.addDecimals(x, decimal.negate(y)),
  });
}

/** The product in the wider type of both. */
export function multiply(a: unknown, b: unknown): Numeric {
  return combined(a, b, {
    integers: (x, y) => x * y,
    doubles: (x, y) => x * y,
    decimals: decimal.multiplyDecimals,
  });
}

/** The divisor is not zero. */
export function remainder(a: unknown, b: unknown): Numeric {
  return combined(a, b, {
    integers: (x, y) => x % y,
    doubles: (x, y) => x % y,
    decimals: decimal.decimalRemainder,
  });
}

/** A quotient is a double even where it is whole. The divisor is not zero. */
export function divide(a: unknown, b: unknown): Numeric {
  const exact = kindOf(a) === Kind.decimal || kindOf(b) === Kind.decimal;
  if (!exact) return double(asDouble(a) / asDouble(b));
  return decimal.toDecimal128(decimal.divideDecimals(decimal.toDecimal(a), decimal.toDecimal(b)));
}

/** Whether a number of any type is zero. */
export function isZero(value: unknown): boolean {
  return asDouble(value) === 0;
}

/**
 * A sum of any number of values, of the widest type among them. Integers are added exactly, doubles with
 * what each addition would round away kept apart.
 */
export class Total {
  /** How many numbers it is the sum of. */
  count = 0;
  #kind: number = Kind.int;
  #whole: number | bigint = 0;
  #double = 0;
  #lost = 0;
  #decimal: Decimal = { coefficient: 0n, exponent: 0 };

  /** Adds a number; other values are passed over. */
  add(value: unknown): void {
    const kind = kindOf(value);
    if (kind === undefined) return;
    this.count += 1;
    if (kind > this.#kind) this.#kind = kind;
    if (kind === Kind.decimal) this.#decimal = decimal.addDecimals(this.#decimal, decimal.toDecimal(value));
    else if (kind === Kind.double) this.#addDouble(asDouble(value));
    else this.#addWhole(numberOf(value));
  }

  result(): Numeric {
    if (this.#kind === Kind.decimal) return decimal.toDecimal128(this.#asDecimal());
    return this.#kind === Kind.double ? double(this.#asDouble()) : integer(this.#whole, this.#kind);
  }

  /** The sum divided by the count: a double, or a decimal if a decimal is in it; null for none. */
  mean(): Numeric | null {
    if (this.count === 0) return null;
    if (this.#kind !== Kind.decimal) return double(this.#asDouble() / this.count);
    const count = { coefficient: BigInt(this.count), exponent: 0 };
    return decimal.toDecimal128(decimal.divideDecimals(this.#asDecimal(), count));
  }

  #addWhole(value: number | bigint): void {
    const sum = typeof value === 'number' && typeof this.#whole === 'number' ? this.#whole + value : NaN;
    this.#whole = Number.isSafeInteger(sum) ? sum : BigInt(this.#whole) + BigInt(value);
  }

  #addDouble(value: number): void {
    const sum = this.#double + value;
    const [large, small] =
      Math.abs(this.#double) < Math.abs(value) ? [value, this.#double] : [this.#double, value];
    if (Number.isFinite(sum)) this.#lost += large - sum + small;
    this.#double = sum;
  }

  #asDouble(): number {
    const all = new Total();
    all.#double = this.#double;
    all.#lost = this.#lost;
    const near = Number(this.#whole);
    all.#addDouble(near);
    all.#addDouble(Number(BigInt(this.#whole) - BigInt(near)));
    return Number.isFinite(all.#double) ? all.#double + all.#lost : all.#double;
  }

  #asDecimal(): Decimal {
    const doubles = [this.#double, this.#lost].map((each) => decimal.toDecimal(double(each), 34));
    const whole = decimal.toDecimal(BigInt(this.#whole));
    return [...doubles, whole].reduce(decimal.addDecimals, this.#decimal);
  }
}
