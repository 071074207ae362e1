import { describe } from '../bson/print-value.js';
import { CommandError } from '../bson/errors.js';
import { getAt } from '../bson/paths.js';
import { checkPath, setAt, unsetAt } from './update-paths.js';
import { MISSING } from '../bson/values.js';
import type { Doc } from '../bson/values.js';

/** Throws BadValue for what `$rename` cannot do whatever the document. */
export function checkRename(from: string, to: unknown): void {
  if (typeof to !== 'string') {
    throw new CommandError(
      'BadValue',
      `The 'to' field for $rename must be a string: ${from}: ${describe(to)}`,
    );
  }
  checkPath(to);
  const ends = { source: from, destination: to };
  for (const [end, path] of Object.entries(ends)) {
    if (path.split('.').some((part) => part.startsWith('$'))) {
      throw new CommandError('BadValue', `The ${end} field for $rename may not be dynamic: ${path}`);
    }
  }
}

/** Moves the value at one path to another, in place of what is there. */
export function rename(doc: Doc, from: string, to: string): void {
  const [source, destination] = [from.split('.'), to.split('.')];
  const value = getAt(doc, source);
  if (value === MISSING) return;
  checkOutsideArrays(doc, source, 'source');
  checkOutsideArrays(doc, destination, 'destination');
  unsetAt(doc, source);
  unsetAt(doc, destination);
  setAt(doc, destination, value);
}

function checkOutsideArrays(doc: Doc, path: readonly string[], end: string): void {
  const inArray = path.some((_name, i) => Array.isArray(getAt(doc, path.slice(0, i))));
  if (!inArray) return;
  throw new CommandError('BadValue', `The ${end} field cannot be an array element, '${path.join('.')}'`);
}
