import { BSON } from 'mongodb';
import { CommandError } from './errors.js';
import { add, multiply } from './numbers.js';
import { bsonType, isNumeric, numberOf } from './values.js';

const { Double, Int32, Long } = BSON;

/** `a + b` or `a * b` in the wider type of both; integers that do not fit 64 bits are refused. */
export function combine(operator: '$inc' | '$mul', a: unknown, b: unknown): unknown {
  const result = operator === '$inc' ? add(a, b) : multiply(a, b);
  if (isInteger(a) && isInteger(b) && !isInteger(result)) {
    throw new CommandError(
      'BadValue',
      `Failed to apply ${operator} operations to current value: it overflows`,
    );
  }
  return result;
}

/** The result of `{ $bit: { field: { and | or | xor: mask } } }`. */
export function bitwise(value: unknown, operation: string, mask: unknown): unknown {
  if (!isInteger(value) || !isInteger(mask)) {
    throw new CommandError('BadValue', 'The $bit modifier field must be an Integer(32/64 bit)');
  }
  const [x, y] = [BigInt(numberOf(value)), BigInt(numberOf(mask))];
  const results: Record<string, bigint> = { and: x & y, or: x | y, xor: x ^ y };
  const result = Object.hasOwn(results, operation) ? results[operation] : undefined;
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
