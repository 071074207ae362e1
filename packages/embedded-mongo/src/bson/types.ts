import { CommandError } from './errors.js';
import { bsonType, isNumeric, numberOf, Rank, rankOf } from './values.js';

const codesByName: Record<string, number> = {
  double: 1,
  string: 2,
  object: 3,
  array: 4,
  binData: 5,
  undefined: 6,
  objectId: 7,
  bool: 8,
  date: 9,
  null: 10,
  regex: 11,
  dbPointer: 12,
  javascript: 13,
  symbol: 14,
  javascriptWithScope: 15,
  int: 16,
  timestamp: 17,
  long: 18,
  decimal: 19,
  minKey: -1,
  maxKey: 127,
};

const codesByRank = new Map<number, number>([
  [Rank.string, 2],
  [Rank.object, 3],
  [Rank.array, 4],
  [Rank.binary, 5],
  [Rank.undefined, 6],
  [Rank.objectId, 7],
  [Rank.boolean, 8],
  [Rank.date, 9],
  [Rank.null, 10],
  [Rank.regex, 11],
  [Rank.dbRef, 3],
  [Rank.code, 13],
  [Rank.timestamp, 17],
  [Rank.minKey, -1],
  [Rank.maxKey, 127],
]);

const codesByWrapper: Record<string, number> = {
  Int32: 16,
  Double: 1,
  Long: 18,
  Decimal128: 19,
  BSONSymbol: 14,
};

/** The number BSON gives to the type of a value. */
function typeCode(value: unknown): number {
  const wrapper = bsonType(value);
  if (wrapper !== undefined && wrapper in codesByWrapper) return codesByWrapper[wrapper]!;
  if (typeof value === 'number') return Number.isInteger(value) && Math.abs(value) < 2 ** 31 ? 16 : 1;
  return codesByRank.get(rankOf(value)) ?? 3;
}

/** The name BSON gives to the type of a value, as in error messages. */
export function typeName(value: unknown): string {
  const code = typeCode(value);
  return Object.keys(codesByName).find((name) => codesByName[name] === code) ?? 'object';
}

/** The test for one operand of `$type`: a name, a number, or "number" for all numeric types. */
export function matchesType(operand: unknown): (value: unknown) => boolean {
  if (operand === 'number') return isNumeric;
  const code = typeof operand === 'string' ? codeNamed(operand) : Number(numberOf(operand));
  if (code === undefined) throw new CommandError('BadValue', `Unknown type name alias: ${String(operand)}`);
  if (!Object.values(codesByName).includes(code)) {
    throw new CommandError('BadValue', `Invalid numerical type code: ${code}`);
  }
  return (value) => typeCode(value) === code;
}

function codeNamed(name: string): number | undefined {
  return Object.hasOwn(codesByName, name) ? codesByName[name] : undefined;
}
