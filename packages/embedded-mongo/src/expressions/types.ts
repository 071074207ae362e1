import { BSON } from 'mongodb';
import type { Binary, Decimal128, Long, ObjectId, Timestamp } from 'mongodb';
import * as decimal from '../bson/decimal.js';
import { describe } from '../bson/print-value.js';
import { CommandError } from '../bson/errors.js';
import { asDouble, double, fitsLong, int, Kind, kindOf } from '../bson/numbers.js';
import { isNothing, options, pure, strict } from './operator.js';
import type { Operator } from './operator.js';
import { typeCode, typeName } from '../bson/types.js';
import { binaryBytes, bsonType, encode, isPlainObject, numberOf } from '../bson/values.js';

function failure(value: unknown, to: string): never {
  throw new CommandError(
    'ConversionFailure',
    `Unsupported conversion from ${typeName(value)} to ${to} in $convert with no onError value`,
  );
}

/** The number a value of any convertible type stands for, exactly. */
function numeric(value: unknown, to: string): decimal.Decimal {
  if (kindOf(value) !== undefined) return decimal.toDecimal(value, to === 'decimal' ? 15 : 34);
  if (typeof value === 'boolean') return { coefficient: value ? 1n : 0n, exponent: 0 };
  if (value instanceof Date && to !== 'int') return { coefficient: BigInt(value.getTime()), exponent: 0 };
  return failure(value, to);
}

function toInteger(value: unknown, to: 'int' | 'long'): unknown {
  if (typeof value === 'string' && !/^[+-]?\d+$/.test(value)) {
    throw new CommandError('ConversionFailure', `Failed to parse number '${value}' in $convert`);
  }
  const whole = decimal.toInteger(typeof value === 'string' ? decimal.parse(value) : numeric(value, to));
  const fits = whole !== undefined && (to === 'int' ? BigInt.asIntN(32, whole) === whole : fitsLong(whole));
  if (!fits) {
    throw new CommandError('ConversionFailure', 'Conversion would overflow target type in $convert');
  }
  return to === 'int' ? int(Number(whole)) : BSON.Long.fromBigInt(whole);
}

function ofText(value: string): decimal.Decimal {
  const parsed = decimal.parse(value);
  if (!Number.isNaN(parsed) || /^[+-]?nan$/i.test(value)) return parsed;
  throw new CommandError('ConversionFailure', `Failed to parse number '${value}' in $convert`);
}

function toDouble(value: unknown): unknown {
  if (kindOf(value) === Kind.double) return value;
  if (typeof value !== 'string') return double(decimal.toDouble(numeric(value, 'double')));
  const parsed = ofText(value);
  return double(typeof parsed === 'number' ? parsed : Number(value));
}

function toDecimal(value: unknown): unknown {
  if (kindOf(value) === Kind.decimal) return value;
  return decimal.toDecimal128(typeof value === 'string' ? ofText(value) : numeric(value, 'decimal'));
}

function toBool(value: unknown): boolean {
  if (kindOf(value) !== undefined) return asDouble(value) !== 0;
  return value !== false;
}

function toDate(value: unknown): Date {
  const time =
    value instanceof Date
      ? value.getTime()
      : typeof value === 'string'
        ? Date.parse(/^\d{4}-\d\d-\d\dT[\d:.]+$/.test(value) ? `${value}Z` : value)
        : timeOf(value);
  const date = new Date(time);
  if (!Number.isNaN(date.getTime())) return date;
  throw new CommandError('ConversionFailure', `cannot convert ${typeName(value)} to a date in $convert`);
}

function timeOf(value: unknown): number {
  switch (bsonType(value)) {
    case 'ObjectId':
      return (value as ObjectId).getTimestamp().getTime();
    case 'Timestamp':
      return (value as Timestamp).getHighBitsUnsigned() * 1000;
    case 'Long':
    case 'Double':
    case 'Decimal128':
      return Math.trunc(asDouble(value));
    default:
      return failure(value, 'date');
  }
}

/** The text of a scalar; exported for the operators that take any scalar for a text. */
export function scalarText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return String(value);
  if (value instanceof Date) return value.toISOString();
  switch (bsonType(value)) {
    case 'ObjectId':
      return (value as ObjectId).toHexString();
    case 'Long':
      return (value as Long).toString();
    case 'Decimal128':
      return (value as Decimal128).toString();
    case 'Int32':
    case 'Double':
      return String(numberOf(value));
    default:
      return failure(value, 'string');
  }
}

function toObjectId(value: unknown): unknown {
  if (bsonType(value) === 'ObjectId') return value;
  if (typeof value === 'string' && /^[0-9a-f]{24}$/i.test(value)) return new BSON.ObjectId(value);
  if (typeof value !== 'string') return failure(value, 'objectId');
  throw new CommandError('ConversionFailure', `Failed to parse objectId '${value}' in $convert`);
}

const conversions: Record<string, (value: unknown) => unknown> = {
  double: toDouble,
  string: scalarText,
  objectId: toObjectId,
  bool: toBool,
  date: toDate,
  int: (value) => toInteger(value, 'int'),
  long: (value) => toInteger(value, 'long'),
  decimal: toDecimal,
};
const byCode: Record<number, string> = {
  1: 'double',
  2: 'string',
  7: 'objectId',
  8: 'bool',
  9: 'date',
  16: 'int',
  18: 'long',
  19: 'decimal',
};

const convert: Operator = (operand, compile) => {
  const given = options(operand, ['input', 'to'], ['onError', 'onNull', 'format', 'byteOrder', 'base']);
  const [input, to] = [compile(given.input), compile(given.to)];
  const onNull = compile(given.onNull ?? null);
  const onError = 'onError' in given ? compile(given.onError) : undefined;
  return (scope) => {
    const value = input(scope);
    if (isNothing(value)) return onNull(scope);
    const wanted = to(scope);
    const type = isPlainObject(wanted) ? wanted.type : wanted;
    if (isNothing(type)) return null;
    const name = typeof type === 'string' ? type : (byCode[Number(numberOf(type))] ?? '');
    const conversion = Object.hasOwn(conversions, name) ? conversions[name] : undefined;
    if (!conversion) throw new CommandError('BadValue', `$convert cannot convert to ${describe(type)}`);
    try {
      return conversion(value);
    } catch (error) {
      if (onError) return onError(scope);
      throw error;
    }
  };
};

export const typeOperators: Record<string, Operator> = {
  $binarySize: strict((value) =>
    int(typeof value === 'string' ? Buffer.byteLength(value) : binaryBytes(asBinary(value)).length),
  ),
  $bsonSize: strict((value) => int(isPlainObject(value) ? encode(value).length : failure(value, 'object'))),
  $convert: convert,
  $isNumber: pure((value) => kindOf(value) !== undefined),
  $toBool: strict(toBool),
  $toDate: strict(toDate),
  $toDecimal: strict(toDecimal),
  $toDouble: strict(toDouble),
  $toInt: strict((value) => toInteger(value, 'int')),
  $toLong: strict((value) => toInteger(value, 'long')),
  $toObjectId: strict(toObjectId),
  $toString: strict(scalarText),
  $type: pure((value) => (value === undefined ? 'missing' : typeName(value))),
};

function asBinary(value: unknown): Binary {
  return typeCode(value) === 5 ? (value as Binary) : failure(value, 'binData');
}
