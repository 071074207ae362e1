import { CommandError } from './errors.js';
import { tuplesAt } from './paths.js';
import { compare, isPlainObject, toNumber } from './values.js';
import type { Doc, Fold } from './values.js';

/** One field of a sort: its path and its direction. */
export interface SortKey {
  path: string[];
  descending: boolean;
}

/**
 * A comparator for documents: one with arrays stands by its least tuple of values, in the directions asked
 * for. Throws BadValue for a document with arrays under two of the paths.
 */
export function sorter(keys: readonly SortKey[], fold?: Fold): (a: Doc, b: Doc) => number {
  const paths = keys.map(({ path }) => path);
  const inOrder = (a: unknown[], b: unknown[]): number => {
    for (const [i, { descending }] of keys.entries()) {
      const order = compare(a[i], b[i], fold);
      if (order !== 0) return descending ? -order : order;
    }
    return 0;
  };
  const known = new WeakMap<Doc, unknown[]>();
  const least = (doc: Doc): unknown[] => {
    const before = known.get(doc);
    if (before) return before;
    const tuple = sortTuples(doc, paths).reduce((best, next) => (inOrder(next, best) < 0 ? next : best));
    known.set(doc, tuple);
    return tuple;
  };
  return (a, b) => inOrder(least(a), least(b));
}

function sortTuples(doc: Doc, paths: readonly string[][]): unknown[][] {
  try {
    return tuplesAt(doc, paths).rows;
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    throw new CommandError('BadValue', 'cannot sort with keys that are parallel arrays');
  }
}

/** Reads a sort specification. Throws BadValue. */
export function parseSort(sort: unknown): SortKey[] {
  if (sort === undefined) return [];
  if (!isPlainObject(sort))
    throw new CommandError('TypeMismatch', 'Expected field sort to be of type object');
  return Object.entries(sort).map(([path, value]) => {
    const direction = toNumber(value, NaN);
    if (direction !== 1 && direction !== -1) {
      throw new CommandError(
        'BadValue',
        'sort key ordering must be 1 (for ascending) or -1 (for descending)',
      );
    }
    return { path: path.split('.'), descending: direction === -1 };
  });
}
