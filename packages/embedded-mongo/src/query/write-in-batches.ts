import { compileFilter } from '../filter/compile.js';
import { findAgain, findMatching, search } from './search.js';
import type { Found, Query } from './search.js';
import type { Collection, Storage } from '../storage/storage.js';
import { forSlice, inTurns } from '../scheduling/cooperative.js';

/** The collection a write goes to, which need not be there yet. */
export interface Place {
  storage: Storage;
  db: string;
  name: string;
  /** Whether the collection's validator is not asked. */
  unchecked?: boolean;
}

/** What to do to the documents a query finds: to all of them, or to the first. */
export interface Action {
  query: Query;
  multi: boolean;
  /** Inside `write`. */
  each: (collection: Collection, found: Found) => void;
  /** Inside `write`, if there was nothing. */
  none?: (() => void) | undefined;
}

/** What is left of an action, to be done after the write step it began in. */
export type Rest = () => Promise<void>;

/** Documents changed per write step: what others may have to wait for. */
export const STEP = 500;
/** Searches in turns that others' writes may make useless, before one that lets nobody in between. */
const TRIES = 3;

/**
 * Finds and acts at once, inside `write`, if that takes no longer than a slice and a step. Otherwise it does
 * nothing yet and returns the rest: a search in turns with others, then steps in which each document is looked
 * at again, since it may have changed. As on the server, others may come between two documents.
 */
export function act(place: Place, action: Action): Rest | undefined {
  const { storage } = place;
  const collection = collectionAt(place);
  const found: Found[] = [];
  const searching = search(storage, collection, action.query);
  const how = forSlice(searching, (one) => {
    found.push(one);
    return action.multi && found.length <= STEP;
  });
  if (how !== 'time' && found.length <= STEP) {
    actOn(collection, action, found);
    return undefined;
  }
  return action.multi ? () => actOnAll(place, action, found, searching) : () => actOnFirst(place, action);
}

function actOn(collection: Collection | undefined, { each, none }: Action, found: readonly Found[]): void {
  for (const one of found) each(collection!, one);
  if (found.length === 0) none?.();
}

/** Inside `write`, however long it takes. */
function actAtOnce(place: Place, action: Action): void {
  const collection = collectionAt(place);
  const all = findMatching(place.storage, collection, action.query);
  const first = action.multi ? undefined : all.next();
  actOn(collection, action, first ? (first.done ? [] : [first.value]) : [...all]);
}

async function actOnAll(
  place: Place,
  action: Action,
  found: readonly Found[],
  searching: Generator<Found | undefined>,
): Promise<void> {
  const { storage } = place;
  const { revision } = storage;
  const ids = found.map(({ id }) => id);
  await inTurns(searching, ({ id }) => ids.push(id));
  const again = findingAgain(place, action.query);
  for (let start = 0; start < ids.length; start += STEP) {
    await storage.write(() => {
      for (const id of ids.slice(start, start + STEP)) again(id, action.each);
    });
  }
  if (ids.length > 0 || !action.none) return;
  await storage.write(() => (storage.revision === revision ? action.none!() : actAtOnce(place, action)));
}

async function actOnFirst(place: Place, action: Action): Promise<void> {
  const { storage } = place;
  for (let tries = 0; tries < TRIES; tries++) {
    const { revision } = storage;
    const again = findingAgain(place, action.query);
    let candidate: Found | undefined;
    await inTurns(search(storage, collectionAt(place), action.query), (one) => {
      candidate = one;
      return false;
    });
    if (!candidate && !action.none) return;
    const settled = await storage.write(() => {
      if (candidate) return again(candidate.id, action.each);
      const unchanged = storage.revision === revision;
      if (unchanged) action.none!();
      return unchanged;
    });
    if (settled) return;
  }
  await storage.write(() => actAtOnce(place, action));
}

/** Acts on a document found earlier, inside `write`, if it still is there and matches; answers whether. */
function findingAgain(place: Place, query: Query): (id: number, each: Action['each']) => boolean {
  const matches = compileFilter(query.filter, { fold: query.fold, variables: query.variables });
  const was = collectionAt(place);
  return (id, each) => {
    const collection = collectionAt(place);
    const found =
      collection?.id === was?.id && collection && findAgain(place.storage, collection, id, matches);
    if (found) each(collection, found);
    return Boolean(found);
  };
}

function collectionAt({ storage, db, name }: Place): Collection | undefined {
  return storage.target(db, name);
}
