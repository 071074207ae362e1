import { BSON } from 'mongodb';
import { bsonType, isPlainObject, MISSING, numberOf } from './values.js';

/** A value as the server writes it into messages: `{ email: "x", n: 1 }`. */
export function describe(value: unknown): string {
  if (Array.isArray(value)) return value.length ? `[ ${value.map(describe).join(', ')} ]` : '[]';
  if (isPlainObject(value)) {
    const members = Object.entries(value).map(([name, each]) => `${name}: ${describe(each)}`);
    return members.length ? `{ ${members.join(', ')} }` : '{}';
  }
  switch (bsonType(value)) {
    case 'Int32':
    case 'Long':
      return String(numberOf(value));
    case 'Double': {
      const number = Number(numberOf(value));
      return Number.isInteger(number) ? number.toFixed(1) : String(number);
    }
    case 'ObjectId':
      return `ObjectId('${String(value)}')`;
    case 'Decimal128':
      return `Decimal128("${String(value)}")`;
    case undefined:
      break;
    default:
      return BSON.EJSON.stringify(value);
  }
  if (typeof value === 'string') return `"${value}"`;
  if (value instanceof Date) return `new Date(${value.getTime()})`;
  return value === undefined || value === MISSING ? 'null' : JSON.stringify(value);
}
