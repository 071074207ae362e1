import { CommandError } from './errors.js';
import { isPlainObject, MISSING } from './values.js';
import type { Doc } from './values.js';

/** The position of the array element that satisfied a filter, for the positional `$`. */
export interface Match {
  position?: number;
}

/** Whether a part of a path can be the position of an array element. */
export function isIndex(part: string): boolean {
  return /^(0|[1-9]\d*)$/.test(part);
}

/** The member of a document, MISSING if it has none of that name. */
export function member(value: Doc, name: string): unknown {
  return Object.hasOwn(value, name) ? value[name] : MISSING;
}

/**
 * Whether a value the path reaches passes the test. Arrays on the way are entered, a number in the path
 * is an array index as well as a name, and with `enterLeaf` an array at the end counts as itself and as
 * each of its elements. MISSING is tested where the path breaks off in a document.
 */
export function someAt(
  value: unknown,
  path: readonly string[],
  test: (value: unknown, match?: Match) => boolean,
  enterLeaf: boolean,
  match?: Match,
  depth = 0,
): boolean {
  if (depth === path.length) {
    if (test(value, match)) return true;
    return enterLeaf && Array.isArray(value) && someElement(value, (element) => test(element), match);
  }
  if (isPlainObject(value)) {
    return someAt(member(value, path[depth]!), path, test, enterLeaf, match, depth + 1);
  }
  if (!Array.isArray(value)) return test(MISSING);
  const index = isIndex(path[depth]!) ? Number(path[depth]) : -1;
  if (index >= 0 && index < value.length) {
    if (elementAt(value, index, path, test, enterLeaf, match, depth)) return true;
  }
  return someElement(
    value,
    (element) => isPlainObject(element) && someAt(element, path, test, enterLeaf, match, depth),
    match,
  );
}

/**
 * The element a number in the path names. At the path's end an array in it is not opened; before it, a
 * scalar leads nowhere and is not even a place where something is missing.
 */
function elementAt(
  array: unknown[],
  index: number,
  path: readonly string[],
  test: (value: unknown, match?: Match) => boolean,
  enterLeaf: boolean,
  match: Match | undefined,
  depth: number,
): boolean {
  const element = array[index];
  if (depth + 1 < path.length) {
    const viable = isPlainObject(element) || Array.isArray(element);
    return viable && someAt(element, path, test, enterLeaf, match, depth + 1);
  }
  if (!test(element, match)) return false;
  if (match) match.position = index;
  return true;
}

function someElement(array: unknown[], test: (value: unknown) => boolean, match?: Match): boolean {
  const position = array.findIndex(test);
  if (position < 0) return false;
  if (match) match.position = position;
  return true;
}

/** Every value the path reaches, arrays at its end opened: what `distinct` lists and an index holds. */
export function valuesAt(doc: Doc, path: readonly string[]): unknown[] {
  const values: unknown[] = [];
  const collect = (value: unknown): boolean => {
    if (Array.isArray(value)) values.push(...(value as unknown[]));
    else if (value !== MISSING) values.push(value);
    return false;
  };
  someAt(doc, path, collect, false);
  return values;
}

/** The tuples of values under several paths, and whether an array made them several. */
export interface Tuples {
  rows: unknown[][];
  viaArray: boolean;
}

/**
 * What an index holds of a document and what it is sorted by. Where paths meet in one array each element
 * gives its own tuples; a number in a path names one element; an empty array is undefined. Throws
 * CannotIndexParallelArrays for two different arrays in one document.
 */
export function tuplesAt(doc: unknown, paths: readonly string[][]): Tuples {
  const values: unknown[] = [];
  let array: { at: string; items: unknown[] } | undefined;
  const rests: (string[] | undefined)[] = [];
  paths.forEach((path, i) => {
    const reached = walk(doc, path);
    values[i] = reached.value;
    if (!Array.isArray(reached.value)) return;
    const at = path.slice(0, reached.depth).join('.');
    if (array && array.at !== at) {
      throw new CommandError(
        'CannotIndexParallelArrays',
        `cannot index parallel arrays [${at}] [${array.at}]`,
      );
    }
    array = { at, items: reached.value };
    rests[i] = path.slice(reached.depth);
  });
  if (!array) return { rows: [values], viaArray: false };
  const rows: unknown[][] = [];
  const items = array.items.length > 0 ? array.items : [undefined];
  for (const item of items) {
    const deeper = paths.map((_, i) => rests[i]).filter((rest) => rest !== undefined);
    const atLeaf = deeper.every((rest) => rest.length === 0);
    for (const row of atLeaf ? [deeper.map(() => item)] : tuplesAt(item, deeper).rows) {
      let next = 0;
      rows.push(values.map((value, i) => (rests[i] ? row[next++] : value)));
    }
  }
  return { rows, viaArray: true };
}

/** Follows a path through documents, and through arrays where it names an index, up to an array. */
function walk(start: unknown, path: readonly string[]): { value: unknown; depth: number } {
  let value = start;
  for (let depth = 0; depth < path.length; depth++) {
    if (isPlainObject(value)) {
      value = Object.hasOwn(value, path[depth]!) ? value[path[depth]!] : MISSING;
    } else if (Array.isArray(value) && depth > 0) {
      if (!isIndex(path[depth]!) || Number(path[depth]) >= value.length) return { value, depth };
      value = value[Number(path[depth])];
    } else {
      return { value: MISSING, depth };
    }
  }
  return { value, depth: path.length };
}

/** The member or the array element of that name; MISSING if there is none. */
export function childOf(at: unknown, name: string): unknown {
  if (Array.isArray(at))
    return isIndex(name) && Number(name) < at.length ? (at as unknown[])[Number(name)] : MISSING;
  return isPlainObject(at) && Object.hasOwn(at, name) ? at[name] : MISSING;
}

/** The value at a path in which numbers name array elements; MISSING where the path breaks off. */
export function getAt(doc: Doc, path: readonly string[]): unknown {
  return path.reduce<unknown>(childOf, doc);
}
