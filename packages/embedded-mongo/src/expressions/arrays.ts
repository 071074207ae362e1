import { int } from '../bson/numbers.js';
import { asArray, asInt, asObject, isNothing, named, pure, refuse, strict, truth } from './operator.js';
import type { Operator } from './operator.js';
import { parseSort, sorter } from '../bson/sort.js';
import { valueKey } from '../bson/value-key.js';
import { compare, equal, isPlainObject } from '../bson/values.js';
import type { Doc } from '../bson/values.js';

/** Operators on arrays and on sets, whose elements keep their exact values. */

function slice(array: unknown, first: unknown, count?: unknown): unknown {
  const elements = asArray('$slice', array);
  const from = asInt('$slice', first);
  if (count === undefined) return from < 0 ? elements.slice(from) : elements.slice(0, from);
  const many = asInt('$slice', count);
  if (many <= 0) refuse('Third argument to $slice must be positive');
  const start = from < 0 ? Math.max(0, elements.length + from) : from;
  return elements.slice(start, start + many);
}

function elementAt(array: unknown, index: unknown): unknown {
  return asArray('$arrayElemAt', array).at(asInt('$arrayElemAt', index));
}

function indexOf(array: unknown, value: unknown, start?: unknown, end?: unknown): unknown {
  if (isNothing(array)) return null;
  const elements = asArray('$indexOfArray', array);
  const from = start === undefined ? 0 : asInt('$indexOfArray', start);
  const to = end === undefined ? elements.length : asInt('$indexOfArray', end);
  if (from < 0 || to < 0) refuse('$indexOfArray takes positions that are not negative');
  const at = elements.slice(from, to).findIndex((element) => equal(element, value));
  return int(at < 0 ? -1 : from + at);
}

const LONGEST_RANGE = 1_000_000;

function range(start: unknown, end: unknown, step?: unknown): unknown {
  const [from, to, by] = [asInt('$range', start), asInt('$range', end), asInt('$range', step ?? 1)];
  if (by === 0) refuse('$range requires a non-zero step value');
  const length = Math.max(0, Math.ceil((to - from) / by));
  if (length > LONGEST_RANGE) refuse(`$range would make more than ${LONGEST_RANGE} elements`);
  return Array.from({ length }, (_, i) => int(from + i * by));
}

function toObject(array: unknown): Doc {
  const pairs = asArray('$arrayToObject', array).map((pair) => {
    const [key, value] = Array.isArray(pair) && pair.length === 2 ? (pair as unknown[]) : keyAndValue(pair);
    if (typeof key !== 'string') refuse('$arrayToObject requires keys that are strings');
    return [key, value] as const;
  });
  return Object.fromEntries(pairs);
}

function keyAndValue(pair: unknown): unknown[] {
  if (!isPlainObject(pair) || !('k' in pair) || !('v' in pair)) {
    refuse('$arrayToObject requires pairs: [k, v] or { k, v }');
  }
  return [pair.k, pair.v];
}

function sortArray({ input, sortBy }: Doc): unknown {
  if (isNothing(input)) return null;
  const elements = [...asArray('$sortArray', input)];
  if (!isPlainObject(sortBy)) {
    const direction = asInt('$sortArray', sortBy);
    return elements.sort((a, b) => direction * compare(a, b));
  }
  const order = sorter(parseSort(sortBy));
  return elements.sort((a, b) => order(isPlainObject(a) ? a : {}, isPlainObject(b) ? b : {}));
}

function zip({ inputs, useLongestLength, defaults }: Doc): unknown {
  if (isNothing(inputs)) return null;
  const arrays = asArray('$zip', inputs);
  if (arrays.some(isNothing)) return null;
  const lengths = arrays.map((each) => asArray('$zip', each).length);
  const length = lengths.length === 0 ? 0 : useLongestLength ? Math.max(...lengths) : Math.min(...lengths);
  const others = isNothing(defaults) ? [] : asArray('$zip', defaults);
  if (others.length > 0 && (!useLongestLength || others.length !== arrays.length)) {
    refuse("$zip takes 'defaults' with 'useLongestLength', one for each input");
  }
  return Array.from({ length }, (_, i) =>
    (arrays as unknown[][]).map((each, j) => (i < each.length ? each[i] : others[j]) ?? null),
  );
}

/** Each value once, the first of equal ones. */
export function distinctValues(values: readonly unknown[]): unknown[] {
  const seen = new Map<string, unknown>();
  for (const value of values) {
    const key = valueKey(value);
    if (!seen.has(key)) seen.set(key, value);
  }
  return [...seen.values()];
}

function keysOf(values: unknown): Set<string> {
  return new Set((values as unknown[]).map((value) => valueKey(value)));
}

/** An operator on sets, which are arrays whose order and repetitions do not count. */
function ofSets(name: string, compute: (...sets: unknown[][]) => unknown, least = 2, most = least): Operator {
  return strict((...sets) => compute(...sets.map((each) => asArray(name, each))), least, most);
}

function isSubset(a: Set<string>, b: Set<string>): boolean {
  return [...a].every((key) => b.has(key));
}

function ends(from: 'first' | 'last'): Operator {
  return named(
    ({ input, n }) => {
      if (isNothing(input)) return null;
      const many = asInt('n', n);
      if (many < 1) refuse("'n' must be greater than 0");
      const elements = asArray('input', input);
      return from === 'first' ? elements.slice(0, many) : elements.slice(-many);
    },
    ['input', 'n'],
  );
}

export const arrayOperators: Record<string, Operator> = {
  $arrayElemAt: strict(elementAt, 2),
  $arrayToObject: strict(toObject),
  $concatArrays: strict((...arrays) => arrays.flatMap((each) => asArray('$concatArrays', each)), 0, Infinity),
  $first: strict((array) => asArray('$first', array).at(0)),
  $firstN: ends('first'),
  $in: pure((value, array) => asArray('$in', array).some((element) => equal(element, value)), 2),
  $indexOfArray: pure(indexOf, 2, 4),
  $isArray: pure((value) => Array.isArray(value)),
  $last: strict((array) => asArray('$last', array).at(-1)),
  $lastN: ends('last'),
  $objectToArray: strict((value) =>
    Object.entries(asObject('$objectToArray', value)).map(([k, v]) => ({ k, v })),
  ),
  $range: pure(range, 2, 3),
  $reverseArray: strict((array) => [...asArray('$reverseArray', array)].reverse()),
  $size: pure((array) => int(asArray('The argument to $size', array).length)),
  $slice: strict(slice, 2, 3),
  $sortArray: named(sortArray, ['input', 'sortBy']),
  $zip: named(zip, ['inputs'], ['useLongestLength', 'defaults']),

  $allElementsTrue: pure((array) => asArray('$allElementsTrue', array).every(truth)),
  $anyElementTrue: pure((array) => asArray('$anyElementTrue', array).some(truth)),
  $setDifference: ofSets('$setDifference', (a, b) => {
    const taken = keysOf(b);
    return distinctValues(a).filter((value) => !taken.has(valueKey(value)));
  }),
  $setEquals: pure(
    (...sets) => {
      const [first, ...others] = sets.map((each) => keysOf(asArray('$setEquals', each)));
      return others.every((other) => isSubset(first!, other) && isSubset(other, first!));
    },
    2,
    Infinity,
  ),
  $setIntersection: ofSets(
    '$setIntersection',
    (first = [], ...others) => {
      const keys = others.map(keysOf);
      return distinctValues(first).filter((value) => keys.every((each) => each.has(valueKey(value))));
    },
    0,
    Infinity,
  ),
  $setIsSubset: pure(
    (a, b) => isSubset(keysOf(asArray('$setIsSubset', a)), keysOf(asArray('$setIsSubset', b))),
    2,
  ),
  $setUnion: ofSets('$setUnion', (...sets) => distinctValues(sets.flat()), 0, Infinity),
};
