import { CommandError } from './errors.js';
import { compileFilter } from './matcher.js';
import type { Match } from './paths.js';
import { sorter } from './paths.js';
import type { SortKey } from './paths.js';
import { plan } from './planner.js';
import type { IndexScan, Plan } from './planner.js';
import type { Collection, Storage } from './storage.js';
import { decode, isPlainObject, toNumber } from './values.js';
import type { Doc, Fold } from './values.js';

/** What to find and in which order. */
export interface Query {
  filter: Doc;
  sort?: readonly SortKey[];
  fold?: Fold | undefined;
  hint?: unknown;
  variables?: Doc;
  /** The update has a positional `$`: find out which array element matched. */
  positional?: boolean;
}

/** How much a query read, for `explain` and for tests of the planner. */
export interface Effort {
  keys: number;
  docs: number;
}

/** A matching document, decoded when first asked for. */
export class Found {
  #doc: Doc | undefined;

  constructor(
    readonly id: number,
    readonly bytes: Buffer,
    readonly match: Match,
  ) {}

  get doc(): Doc {
    return (this.#doc ??= decode(this.bytes));
  }
}

/** The plan for a query; the same one `find` follows. */
export function planOf(collection: Collection | undefined, query: Query): Plan {
  const { filter, sort = [], fold, hint } = query;
  return plan(collection?.indexes ?? [], { filter, sort, fold, hint });
}

/** The documents that match, in order, read as they are asked for unless they must be sorted first. */
export function* find(
  storage: Storage,
  collection: Collection | undefined,
  query: Query,
  effort: Effort = { keys: 0, docs: 0 },
): Generator<Found> {
  const matches = compileFilter(query.filter, { fold: query.fold, variables: query.variables });
  if (!collection) return;
  const chosen = planOf(collection, query);
  const candidates = read(storage, collection, chosen, effort);
  const matching = chosen.exact && !query.positional ? candidates : filtered(candidates, matches);
  if (chosen.sorted) yield* matching;
  else yield* [...matching].sort(byDoc(sorter(query.sort ?? [], query.fold)));
}

/** How many documents match; an index that answers exactly is counted without reading documents. */
export function count(storage: Storage, collection: Collection | undefined, query: Query): number {
  if (!collection) return 0;
  const chosen = planOf(collection, query);
  if (chosen.exact && chosen.kind === 'collection') return storage.count(collection);
  if (chosen.exact && chosen.kind === 'index') {
    return lengthOf(recordNumbers(storage, [chosen], { keys: 0, docs: 0 }));
  }
  return lengthOf(find(storage, collection, { ...query, sort: [] }));
}

/** Runs through an iterator for the number of its items. */
export function lengthOf(items: Iterator<unknown>): number {
  let length = 0;
  while (!items.next().done) length += 1;
  return length;
}

function byDoc(order: (a: Doc, b: Doc) => number): (a: Found, b: Found) => number {
  return (a, b) => order(a.doc, b.doc);
}

function* filtered(candidates: Iterable<Found>, matches: ReturnType<typeof compileFilter>): Generator<Found> {
  for (const found of candidates) if (matches(found.doc, found.match)) yield found;
}

function* read(storage: Storage, collection: Collection, chosen: Plan, effort: Effort): Generator<Found> {
  if (chosen.kind === 'collection') {
    for (const { id, bytes } of storage.scan(collection, chosen.reverse)) {
      effort.docs += 1;
      yield new Found(id, bytes, {});
    }
    return;
  }
  for (const id of recordNumbers(storage, chosen.kind === 'index' ? [chosen] : chosen.scans, effort)) {
    const bytes = storage.get(collection, id);
    effort.docs += 1;
    if (bytes) yield new Found(id, bytes, {});
  }
}

/** The records under index scans, each once. */
function* recordNumbers(storage: Storage, scans: readonly IndexScan[], effort: Effort): Generator<number> {
  const seen = scans.length > 1 || scans[0]!.index.multikey ? new Set<number>() : undefined;
  for (const { index, intervals, reverse } of scans) {
    for (const { start, end } of reverse ? [...intervals].reverse() : intervals) {
      for (const id of storage.scanIndex(index, start, end, reverse)) {
        effort.keys += 1;
        if (seen?.has(id)) continue;
        seen?.add(id);
        yield id;
      }
    }
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
