import { compare, isPlainObject, MISSING } from './values.js';
import type { Doc, Fold } from './values.js';

/** The position of the array element that satisfied a filter, for the positional `$`. */
export interface Match {
  position?: number;
}

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

/** One field of a sort: its path and its direction. */
export interface SortKey {
  path: string[];
  descending: boolean;
}

/** A comparator for documents: an array stands for its least element, or its greatest if descending. */
export function sorter(keys: readonly SortKey[], fold?: Fold): (a: Doc, b: Doc) => number {
  return (a, b) => {
    for (const { path, descending } of keys) {
      const order = compare(sortValue(a, path, descending), sortValue(b, path, descending), fold);
      if (order !== 0) return descending ? -order : order;
    }
    return 0;
  };
}

function sortValue(doc: Doc, path: readonly string[], descending: boolean): unknown {
  if (path.length === 1) {
    const value = member(doc, path[0]!);
    if (!Array.isArray(value)) return value;
  }
  let best: unknown = MISSING;
  let found = false;
  someAt(
    doc,
    path,
    (value) => {
      const candidates: unknown[] = Array.isArray(value) ? (value.length ? value : [undefined]) : [value];
      for (const candidate of candidates) {
        const better = !found || (descending ? compare(candidate, best) > 0 : compare(candidate, best) < 0);
        if (better) best = candidate;
        found = true;
      }
      return false;
    },
    false,
  );
  return best;
}
