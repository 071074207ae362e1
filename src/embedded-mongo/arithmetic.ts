import { BSON } from 'mongodb';
import { CommandError } from './errors.js';
import { bsonType, isNumeric, numberOf } from './values.js';

const { Double, Int32, Long } = BSON;

const INT32_MAX = 2n ** 31n - 1n;
const INT64_MAX = 2n ** 63n - 1n;

/** `a + b` or `a * b` with the server's types: integers stay integers and widen from 32 to 64 bits. */
export function combine(operator: '$inc' | '$mul', a: unknown, b: unknown): unknown {
  if (bsonType(a) === 'Decimal128' || bsonType(b) === 'Decimal128') {
    throw new CommandError('NotImplemented', `this store does not apply ${operator} to Decimal128 values`);
  }
  if (!isInteger(a) || !isInteger(b)) {
    const [x, y] = [Number(numberOf(a)), Number(numberOf(b))];
    return new Double(operator === '$inc' ? x + y : x * y);
  }
  const [x, y] = [BigInt(numberOf(a)), BigInt(numberOf(b))];
  const result = operator === '$inc' ? x + y : x * y;
  if (result > INT64_MAX || result < -INT64_MAX - 1n) {
    throw new CommandError(
      'BadValue',
      `Failed to apply ${operator} operations to current value: it overflows`,
    );
  }
  const narrow = bsonType(a) === 'Int32' && bsonType(b) === 'Int32';
  return narrow && result <= INT32_MAX && result >= -INT32_MAX - 1n
    ? new Int32(Number(result))
    : Long.fromBigInt(result);
}

/** The result of `{ $bit: { field: { and | or | xor: mask } } }`. */
export function bitwise(value: unknown, operation: string, mask: unknown): unknown {
  if (!isInteger(value) || !isInteger(mask)) {
    throw new CommandError('BadValue', 'The $bit modifier field must be an Integer(32/64 bit)');
  }
  const [x, y] = [BigInt(numberOf(value)), BigInt(numberOf(mask))];
  const results: Record<string, bigint> = { and: x & y, or: x | y, xor: x ^ y };
  const result = results[operation];
  if (result === undefined) {
    throw new CommandError(
      'BadValue',
      `The $bit modifier only supports 'and', 'or', and 'xor', not '${operation}'`,
    );
  }
  const narrow = bsonType(value) === 'Int32' && bsonType(mask) === 'Int32';
  return narrow ? new Int32(Number(result)) : Long.fromBigInt(result);
}

/** A 32- or 64-bit integer, as opposed to a double or a decimal. */
export function isInteger(value: unknown): boolean {
  if (!isNumeric(value)) return false;
  const type = bsonType(value);
  return type === 'Int32' || type === 'Long';
}

/** Zero of the type of a number, which is what `$mul` makes of a missing field. */
export function zeroLike(value: unknown): unknown {
  if (bsonType(value) === 'Decimal128') return BSON.Decimal128.fromString('0');
  return isInteger(value) ? combine('$mul', new Int32(0), value) : new Double(0);
}
