import { CommandError } from '../bson/errors.js';
import type { MatchOptions, OperatorOptions, Predicate, ValueTest } from './filter-contract.js';
import { bitsTest, modTest } from './numbers.js';
import { someAt } from '../bson/paths.js';
import type { Match } from '../bson/paths.js';
import { isRegex, toRegExp } from '../bson/regex.js';
import { matchesType } from '../bson/types.js';
import { valueKey } from '../bson/value-key.js';
import {
  compare,
  equal,
  isNumeric,
  isPlainObject,
  isReferenceField,
  MISSING,
  numberOf,
  Rank,
  rankOf,
  text,
  toBoolean,
} from '../bson/values.js';
import type { Doc } from '../bson/values.js';

/** An object whose first member is an operator is a set of conditions; any other is a value to equal. */
export function isConditions(value: unknown): value is Doc {
  if (!isPlainObject(value)) return false;
  const first = Object.keys(value)[0];
  return first !== undefined && first.startsWith('$') && !isReferenceField(first);
}

/** Conditions on a value itself, as opposed to a filter of what is in it. */
export function isConditionsOnValue(value: unknown): value is Doc {
  if (!isConditions(value)) return false;
  return !['$and', '$or', '$nor', '$expr'].includes(Object.keys(value)[0]!);
}

/** The tests `{ path: condition }` asks for. */
export function fieldTests(path: string, condition: unknown, options: OperatorOptions): Predicate[] {
  const parts = path.split('.');
  const positive = ({ test, enterLeaf }: ValueTest): Predicate => {
    return (doc, match) => someAt(doc, parts, test, enterLeaf && !options.element, match);
  };
  const negative = ({ test, enterLeaf }: ValueTest): Predicate => {
    return (doc) => !someAt(doc, parts, test, enterLeaf && !options.element);
  };
  if (!isConditions(condition)) {
    return [positive(isRegex(condition) ? regexTest(condition) : equalTest(condition, options))];
  }
  const tests: Predicate[] = [];
  for (const [operator, operand] of Object.entries(condition)) {
    switch (operator) {
      case '$ne':
        if (isRegex(operand)) throw new CommandError('BadValue', "Can't have regex as arg to $ne.");
        tests.push(negative(equalTest(operand, options)));
        break;
      case '$nin':
        tests.push(negative(inTest(operand, '$nin', options)));
        break;
      case '$not':
        tests.push(not(path, operand, options));
        break;
      case '$exists': {
        const exists: ValueTest = { test: (value) => value !== MISSING, enterLeaf: false };
        tests.push(toBoolean(operand) ? positive(exists) : negative(exists));
        break;
      }
      case '$all':
        tests.push(...all(path, operand, options));
        break;
      case '$options':
        if (!('$regex' in condition)) throw new CommandError('BadValue', '$options needs a $regex');
        break;
      case '$regex':
        tests.push(positive(regexTest(operand, condition.$options)));
        break;
      default:
        tests.push(positive(valueTest(operator, operand, options)));
    }
  }
  return tests;
}

function not(path: string, operand: unknown, options: OperatorOptions): Predicate {
  if (!isRegex(operand) && !isConditions(operand)) {
    throw new CommandError('BadValue', '$not needs a regex or a document');
  }
  const tests = fieldTests(path, operand, options);
  return (doc) => !tests.every((test) => test(doc));
}

function all(path: string, operand: unknown, options: OperatorOptions): Predicate[] {
  if (!Array.isArray(operand)) throw new CommandError('BadValue', '$all needs an array');
  if (operand.length === 0) return [() => false];
  return operand.flatMap((each: unknown) => fieldTests(path, each, options));
}

function valueTest(operator: string, operand: unknown, options: OperatorOptions): ValueTest {
  switch (operator) {
    case '$eq':
      return equalTest(operand, options);
    case '$in':
      return inTest(operand, operator, options);
    case '$gt':
    case '$gte':
    case '$lt':
    case '$lte':
      return rangeTest(operator, operand, options);
    case '$type': {
      const types: unknown[] = Array.isArray(operand) ? operand : [operand];
      const tests = types.map(matchesType);
      return { test: (value) => value !== MISSING && tests.some((test) => test(value)), enterLeaf: true };
    }
    case '$size': {
      const size = isNumeric(operand) ? Number(numberOf(operand)) : NaN;
      if (!Number.isInteger(size) || size < 0) {
        throw new CommandError('BadValue', `Failed to parse $size. Expected a non-negative integer`);
      }
      return { test: (value) => Array.isArray(value) && value.length === size, enterLeaf: false };
    }
    case '$elemMatch':
      return elemMatchTest(operand, options);
    case '$mod':
      return modTest(operand);
    case '$bitsAllSet':
    case '$bitsAllClear':
    case '$bitsAnySet':
    case '$bitsAnyClear':
      return bitsTest(operator, operand);
    default:
      throw new CommandError('BadValue', `unknown operator: ${operator}`);
  }
}

function equalTest(operand: unknown, { fold }: MatchOptions): ValueTest {
  if (operand === null || operand === undefined) {
    return { test: (value) => value === null || value === undefined || value === MISSING, enterLeaf: true };
  }
  return { test: (value) => value !== MISSING && equal(value, operand, fold), enterLeaf: true };
}

/** From so many values on they are looked up rather than compared one by one. */
const MANY = 8;

function inTest(operand: unknown, operator: string, options: MatchOptions): ValueTest {
  if (!Array.isArray(operand)) throw new CommandError('BadValue', `${operator} needs an array`);
  const [patterns, values]: [unknown[], unknown[]] = [[], []];
  for (const each of operand as unknown[]) {
    if (isConditions(each)) throw new CommandError('BadValue', `cannot nest $ under ${operator}`);
    (isRegex(each) ? patterns : values).push(each);
  }
  const tests = [
    ...patterns.map((each) => regexTest(each).test),
    ...(values.length > MANY
      ? [lookUp(values, options)]
      : values.map((each) => equalTest(each, options).test)),
  ];
  return { test: (value) => tests.some((test) => test(value)), enterLeaf: true };
}

/** Whether a value is one of many. */
function lookUp(values: readonly unknown[], { fold }: MatchOptions): ValueTest['test'] {
  const nothing = values.some((each) => each === null || each === undefined);
  const keys = new Set(values.map((each) => valueKey(each, fold)));
  return (value) =>
    value === null || value === undefined || value === MISSING ? nothing : keys.has(valueKey(value, fold));
}

const orders: Record<string, (order: number) => boolean> = {
  $gt: (order) => order > 0,
  $gte: (order) => order >= 0,
  $lt: (order) => order < 0,
  $lte: (order) => order <= 0,
};

/** Only values of the operand's own type are in range, except that MinKey and MaxKey compare with all. */
function rangeTest(operator: string, operand: unknown, options: MatchOptions): ValueTest {
  if (isRegex(operand)) throw new CommandError('BadValue', `Can't have RegEx as arg to predicate over field`);
  const inOrder = orders[operator]!;
  const rank = rankOf(operand);
  if (rank === Rank.null || rank === Rank.undefined) {
    return operator.endsWith('e') ? equalTest(null, options) : { test: () => false, enterLeaf: false };
  }
  const anyType = rank === Rank.minKey || rank === Rank.maxKey;
  const notANumber = isNumeric(operand) && Number.isNaN(numberOf(operand));
  const test = (value: unknown): boolean => {
    if (value === MISSING || (!anyType && rankOf(value) !== rank)) return false;
    const nan = rank === Rank.number && Number.isNaN(numberOf(value));
    if (notANumber || nan) return notANumber && nan && operator.endsWith('e');
    return inOrder(compare(value, operand, options.fold));
  };
  return { test, enterLeaf: true };
}

function elemMatchTest(operand: unknown, options: OperatorOptions): ValueTest {
  const test = elementTest(operand, options);
  const find = (value: unknown, match?: Match): boolean => {
    const position = Array.isArray(value) ? value.findIndex(test) : -1;
    if (position >= 0 && match) match.position = position;
    return position >= 0;
  };
  return { test: find, enterLeaf: false };
}

/** What `$elemMatch` asks of an element: conditions on itself, or a filter of what is in it. Throws BadValue. */
export function elementTest(operand: unknown, options: OperatorOptions): (element: unknown) => boolean {
  if (!isPlainObject(operand)) throw new CommandError('BadValue', '$elemMatch needs an Object');
  return isConditionsOnValue(operand)
    ? elementConditions(operand, options)
    : objectElement(options.compile(operand, options));
}

function objectElement(predicate: Predicate): (element: unknown) => boolean {
  return (element) => {
    if (isPlainObject(element)) return predicate(element);
    return Array.isArray(element) && predicate({ ...element });
  };
}

/** Conditions on an element itself: `{ $elemMatch: { $gt: 1 } }` or `{ $pull: { a: { $gt: 1 } } }`. */
function elementConditions(conditions: Doc, options: OperatorOptions): (element: unknown) => boolean {
  const tests = fieldTests('element', conditions, { ...options, element: true });
  return (element) => tests.every((test) => test({ element }));
}

function regexTest(pattern: unknown, flags?: unknown): ValueTest {
  const regex = toRegExp(pattern, flags);
  const literal = isRegex(pattern) ? pattern : undefined;
  const test = (value: unknown): boolean => {
    if (rankOf(value) === Rank.string) return regex.test(text(value));
    return literal !== undefined && isRegex(value) && equal(value, literal);
  };
  return { test, enterLeaf: true };
}
