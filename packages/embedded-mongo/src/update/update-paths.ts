import { CommandError } from '../bson/errors.js';
import { describe } from '../bson/print-value.js';
import { childOf, getAt, isIndex } from '../bson/paths.js';
import { isPlainObject, MISSING, setField } from '../bson/values.js';
import type { Doc } from '../bson/values.js';

/** What the placeholders in an update path stand for. */
export interface Positions {
  /** `$`: the array element the filter matched. */
  position?: number | undefined;
  /** `$[name]`: the elements that satisfy the array filter of that name. */
  filters: ReadonlyMap<string, (element: unknown) => boolean>;
}

/** Throws BadValue for a path that no update may name. */
export function checkPath(path: string): void {
  const parts = path.split('.');
  if (parts.includes('')) {
    const problem =
      path === ''
        ? 'An empty update path is not valid.'
        : `The update path '${path}' contains an empty field name, which is not allowed.`;
    throw new CommandError('BadValue', problem);
  }
  if (parts[0] === '$' || parts[0]!.startsWith('$[')) {
    throw new CommandError(
      'BadValue',
      `Cannot have positional (i.e. '$') element in the first position in path '${path}'`,
    );
  }
}

/** The places a path with `$`, `$[]` or `$[name]` names in a document, as paths without placeholders. */
export function resolvePath(doc: Doc, path: string, positions: Positions): string[][] {
  const parts = path.split('.');
  let places: { at: unknown; parts: string[] }[] = [{ at: doc, parts: [] }];
  for (const part of parts) {
    places = places.flatMap(({ at, parts: before }) =>
      stepNames(at, part, before, positions).map((name) => ({
        at: childOf(at, name),
        parts: [...before, name],
      })),
    );
  }
  return places.map((place) => place.parts);
}

function stepNames(at: unknown, part: string, before: string[], positions: Positions): string[] {
  if (part === '$') {
    if (positions.position === undefined) {
      throw new CommandError(
        'BadValue',
        'The positional operator did not find the match needed from the query.',
      );
    }
    return [String(positions.position)];
  }
  if (!part.startsWith('$[') || !part.endsWith(']')) return [part];
  if (!Array.isArray(at)) {
    throw new CommandError(
      'BadValue',
      at === MISSING
        ? `The path '${before.join('.')}' must exist in the document in order to apply array updates.`
        : `Cannot apply array updates to non-array element ${before.at(-1)}: ${describe(at)}`,
    );
  }
  const name = part.slice(2, -1);
  const wanted = name === '' ? (): boolean => true : positions.filters.get(name);
  if (!wanted) {
    throw new CommandError('BadValue', `No array filter found for identifier '${name}' in path '${part}'`);
  }
  return at.flatMap((element: unknown, i) => (wanted(element) ? [String(i)] : []));
}

/** Sets a value, making the documents on the way. Throws PathNotViable where a scalar is in the way. */
export function setAt(doc: Doc, path: readonly string[], value: unknown): void {
  let at: unknown = doc;
  path.forEach((name, i) => {
    const last = i === path.length - 1;
    const existing = childOf(at, name);
    const child = last ? value : existing === MISSING ? {} : existing;
    put(at, name, child, path, i);
    at = child;
  });
}

const LONGEST_PADDING = 1_500_000;

function put(at: unknown, name: string, value: unknown, path: readonly string[], depth: number): void {
  if (isPlainObject(at)) {
    setField(at, name, value);
    return;
  }
  if (Array.isArray(at) && isIndex(name)) {
    const index = Number(name);
    if (index - at.length > LONGEST_PADDING) {
      throw new CommandError('BadValue', "can't backfill more than 1500000 elements");
    }
    while (at.length < index) at.push(null);
    at[index] = value;
    return;
  }
  throw notViable(at, path, depth);
}

function notViable(at: unknown, path: readonly string[], depth: number): CommandError {
  return new CommandError(
    'PathNotViable',
    `Cannot create field '${path[depth]}' in element {${path[depth - 1] ?? ''}: ${describe(at)}}`,
  );
}

/** Throws PathNotViable where `setAt` would: a scalar, or an array without a number, is in the way. */
export function checkViable(doc: Doc, path: readonly string[]): void {
  let at: unknown = doc;
  path.forEach((name, i) => {
    if (at === MISSING) return;
    if (!isPlainObject(at) && !(Array.isArray(at) && isIndex(name))) throw notViable(at, path, i);
    at = childOf(at, name);
  });
}

/** Removes a member; an array element becomes null, so that the others keep their places. */
export function unsetAt(doc: Doc, path: readonly string[]): void {
  const parent = getAt(doc, path.slice(0, -1));
  const name = path.at(-1)!;
  if (childOf(parent, name) === MISSING) return;
  if (Array.isArray(parent)) parent[Number(name)] = null;
  else delete (parent as Doc)[name];
}
