import { CommandError } from '../bson/errors.js';
import type { IndexScan } from './index-scan.js';
import { compileFilter } from '../filter/compile.js';
import type { Predicate } from '../filter/filter-contract.js';
import type { Match } from '../bson/paths.js';
import { sorter } from '../bson/sort.js';
import type { SortKey } from '../bson/sort.js';
import { decoderOf } from '../bson/partial-decode.js';
import type { Fields } from '../bson/partial-decode.js';
import { plan } from './planner.js';
import type { Plan } from './planner.js';
import type { Collection, Storage } from '../storage/storage.js';
import { inTurns, sorted } from '../scheduling/cooperative.js';
import type { Pausing } from '../scheduling/cooperative.js';
import { decode, isPlainObject } from '../bson/values.js';
import type { Doc, Fold } from '../bson/values.js';

/** What to find and in which order. */
export interface Query {
  filter: Doc;
  sort?: readonly SortKey[];
  fold?: Fold | undefined;
  hint?: unknown;
  variables?: Doc;
  /** The update has a positional `$`: find out which array element matched. */
  positional?: boolean;
  /** What to decode of each document, what the filter and the sort look at among it. */
  fields?: Fields | undefined;
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
    readonly decoder: (bytes: Buffer) => Doc = decode,
  ) {}

  get doc(): Doc {
    return (this.#doc ??= this.decoder(this.bytes));
  }
}

/** The plan for a query; the same one `find` follows. */
export function planOf(collection: Collection | undefined, query: Query): Plan {
  const { filter, sort = [], fold } = query;
  const hint = isPlainObject(query.hint) && Object.keys(query.hint).length === 0 ? undefined : query.hint;
  return plan(collection?.indexes ?? [], { filter, sort, fold, hint });
}

/**
 * The documents that match, in order, with pauses; each once, as it was when it was read, whatever is written
 * in the pauses. Throws QueryPlanKilled if the collection or an index goes away meanwhile.
 */
export function* search(
  storage: Storage,
  collection: Collection | undefined,
  query: Query,
  effort: Effort = { keys: 0, docs: 0 },
): Generator<Found | undefined> {
  const matches = compileFilter(query.filter, { fold: query.fold, variables: query.variables });
  if (!collection) return;
  const chosen = planOf(collection, query);
  const decoder = query.fields && decoderOf(query.fields);
  const candidates = read(storage, collection, chosen, effort, decoder);
  const exact = chosen.exact && !query.positional;
  const matching = filtered(storage, candidates, matches, exact);
  if (chosen.sorted) yield* matching;
  else yield* inOrder(matching, query);
}

/** What was found, in the order a query asks for, with pauses. */
export function inOrder(
  found: Iterator<Found | undefined>,
  { sort = [], fold }: Query,
): Generator<Found | undefined> {
  return sorted(found, byDoc(sorter(sort, fold)));
}

/** The documents that match, in order, without pauses. */
export function* findMatching(
  storage: Storage,
  collection: Collection | undefined,
  query: Query,
  effort?: Effort,
): Generator<Found> {
  for (const found of search(storage, collection, query, effort)) if (found) yield found;
}

/** The document with a record number, if it still is there and matches. */
export function findAgain(
  storage: Storage,
  collection: Collection,
  id: number,
  matches: Predicate,
): Found | undefined {
  const bytes = storage.get(collection, id);
  if (!bytes) return undefined;
  const found = new Found(id, bytes, {});
  return matches(found.doc, found.match) ? found : undefined;
}

/** How many documents match; an index that answers exactly is counted without reading documents. */
export async function countMatching(
  storage: Storage,
  collection: Collection | undefined,
  query: Query,
): Promise<number> {
  if (!collection) return 0;
  const chosen = planOf(collection, query);
  if (chosen.exact && chosen.kind === 'collection') return storage.count(collection);
  const covered = chosen.exact && chosen.kind === 'index';
  return lengthOf(
    covered
      ? recordNumbers(storage, collection, [chosen], { keys: 0, docs: 0 })
      : search(storage, collection, { ...query, sort: [] }),
  );
}

/** Runs through an iterator in turns with others for the number of its items. */
export async function lengthOf(items: Pausing<unknown>): Promise<number> {
  let length = 0;
  await inTurns(items, () => (length += 1));
  return length;
}

function byDoc(order: (a: Doc, b: Doc) => number): (a: Found, b: Found) => number {
  return (a, b) => order(a.doc, b.doc);
}

/** What an index has said exactly is looked at all the same once something was written. */
function* filtered(
  storage: Storage,
  candidates: Iterable<Found>,
  matches: Predicate,
  exact: boolean,
): Generator<Found | undefined> {
  const { revision } = storage;
  for (const found of candidates) {
    const known = exact && storage.revision === revision;
    yield known || matches(found.doc, found.match) ? found : undefined;
  }
}

function* read(
  storage: Storage,
  collection: Collection,
  chosen: Plan,
  effort: Effort,
  decoder?: (bytes: Buffer) => Doc,
): Generator<Found> {
  if (chosen.kind === 'collection') {
    for (const { id, bytes } of storage.scan(collection, chosen.reverse)) {
      effort.docs += 1;
      yield new Found(id, bytes, {}, decoder);
    }
    checkStillThere(storage, collection, []);
    return;
  }
  const { revision } = storage;
  const scans = chosen.kind === 'index' ? [chosen] : chosen.scans;
  for (const id of recordNumbers(storage, collection, scans, effort)) {
    const bytes = storage.get(collection, id);
    effort.docs += 1;
    if (bytes) yield new Found(id, bytes, {}, decoder);
    else if (storage.revision === revision) throw storage.missing(collection, id);
  }
}

/** The records under index scans, each once, though its keys may be several or move while they are read. */
function* recordNumbers(
  storage: Storage,
  collection: Collection,
  scans: readonly IndexScan[],
  effort: Effort,
): Generator<number> {
  const seen = new Set<number>();
  for (const { index, intervals, reverse } of scans) {
    for (const { start, end } of reverse ? [...intervals].reverse() : intervals) {
      for (const id of storage.scanIndex(index, start, end, reverse)) {
        effort.keys += 1;
        if (seen.has(id)) continue;
        seen.add(id);
        yield id;
      }
    }
  }
  checkStillThere(storage, collection, scans);
}

/** A scan that came to its end because there is nothing left to scan has not found everything. */
function checkStillThere(storage: Storage, { id, db, name }: Collection, scans: readonly IndexScan[]): void {
  const now = storage.collection(db, name);
  if (now?.id !== id) throw new CommandError('QueryPlanKilled', `collection dropped: '${db}.${name}'`);
  const gone = scans.find(({ index }) => !now.indexes.some((each) => each.id === index.id));
  if (gone) throw new CommandError('QueryPlanKilled', `index '${gone.index.name}' dropped`);
}
