import type { Decimal128, Double, Int32, Long, ObjectId } from 'mongodb';
import { canonical, compareDecimals, toDecimal } from './decimal.js';
import { encodeValue } from './key-order.js';
import { bsonType, isPlainObject, text } from './values.js';
import type { Fold } from './values.js';

/**
 * A text that is the same for values that compare as equal, of whatever numeric type, and for no others.
 * Missing differs from null.
 */
export function valueKey(value: unknown, fold?: Fold): string {
  switch (typeof value) {
    case 'string':
      return stringKey(value, fold);
    case 'number':
      return numberKey(value);
    case 'boolean':
      return value ? 't' : 'f';
    case 'undefined':
      return 'u';
    default:
  }
  if (value === null) return 'n';
  if (value instanceof Date) return `d${value.getTime()};`;
  switch (bsonType(value)) {
    case 'Int32':
    case 'Double':
      return numberKey((value as Int32 | Double).value);
    case 'Long':
      return `#${(value as Long).toString()};`;
    case 'Decimal128':
      return decimalKey(value as Decimal128);
    case 'ObjectId':
      return `o${(value as ObjectId).toHexString()}`;
    case 'BSONSymbol':
      return stringKey(text(value), fold);
    default:
  }
  if (Array.isArray(value)) return `[${value.map((each) => valueKey(each, fold)).join('')}]`;
  if (!isPlainObject(value)) return `x${encodeValue(value).toString('hex')};`;
  let key = '{';
  for (const name in value) key += `${name.length}:${name}${valueKey(value[name], fold)}`;
  return `${key}}`;
}

function stringKey(string: string, fold: Fold | undefined): string {
  const folded = fold ? fold(string) : string;
  return `s${folded.length}:${folded}`;
}

function numberKey(number: number): string {
  return Number.isInteger(number) && !Number.isSafeInteger(number)
    ? `#${BigInt(number)};`
    : `#${number + 0};`;
}

/** As a double has it if it is one, otherwise by all its digits. */
function decimalKey(value: Decimal128): string {
  const exact = toDecimal(value);
  const near = Number(value.toString());
  if (Number.isFinite(near) && compareDecimals(exact, toDecimal(near, 34)) === 0) return numberKey(near);
  const integer = typeof exact !== 'number' && exact.exponent >= 0 && exact.exponent < 20;
  if (integer) return `#${exact.coefficient * 10n ** BigInt(exact.exponent)};`;
  return typeof exact === 'number' ? `#${exact};` : `#${canonical(exact)};`;
}
