import { CommandError } from '../../bson/errors.js';
import { describe } from '../../bson/print-value.js';
import { collationOf } from '../../bson/collation.js';
import { encodeValue, fitKey } from '../../bson/key-order.js';
import { compileFilter } from '../../filter/compile.js';
import type { Predicate } from '../../filter/filter-contract.js';
import { tuplesAt } from '../../bson/paths.js';
import {
  encode,
  isNumeric,
  isPlainObject,
  MISSING,
  numberOf,
  toBoolean,
  toNumber,
} from '../../bson/values.js';
import type { Doc, Fold } from '../../bson/values.js';

/** What the catalog stores about an index. */
export interface IndexMeta {
  /** The number all its keys in the index table start with. */
  id: number;
  name: string;
  /** Field paths in key order; 1 ascending, -1 descending. */
  key: Record<string, 1 | -1>;
  unique: boolean;
  sparse: boolean;
  /**
   * The entries do not give the order of documents: one has had an array under an indexed path, or a value
   * too long for a whole key. Never goes back to false.
   */
  multikey: boolean;
  partialFilterExpression?: Doc;
  expireAfterSeconds?: number;
  collation?: Doc;
}

/** One field of an index. */
export interface IndexField {
  path: string;
  parts: string[];
  descending: boolean;
}

/** An index ready for use. */
export interface Index extends IndexMeta {
  fields: IndexField[];
  fold: Fold | undefined;
  /** Whether a document belongs into a partial index. */
  covers: Predicate | undefined;
}

export const idIndex = {
  name: '_id_',
  key: { _id: 1 as const },
  unique: true,
  sparse: false,
  multikey: false,
};

/** Makes an index ready for use. */
export function compileIndex(meta: IndexMeta): Index {
  const fields = Object.entries(meta.key).map(([path, direction]) => ({
    path,
    parts: path.split('.'),
    descending: direction === -1,
  }));
  const fold = collationOf(meta.collation);
  const covers = meta.partialFilterExpression && compileFilter(meta.partialFilterExpression, { fold });
  return { ...meta, fields, fold, covers };
}

/** What an index may say; MongoDB ignores the last three as well. */
const takes = [
  ...['key', 'name', 'unique', 'sparse', 'partialFilterExpression', 'expireAfterSeconds', 'collation'],
  ...['v', 'ns', 'background', 'dropDups'],
];

/** What MongoDB takes and this store does not: refused unless it is false or null. */
const lacks = [
  ...['hidden', 'prepareUnique', 'clustered', 'storageEngine', 'wildcardProjection', 'weights'],
  ...['default_language', 'language_override', 'textIndexVersion', '2dsphereIndexVersion'],
  ...['bits', 'min', 'max', 'coarsestIndexedLevel', 'finestIndexedLevel'],
];

/** Throws InvalidIndexSpecificationOption or CannotCreateIndex. */
function checkOptions(spec: Doc, lax: boolean): void {
  for (const [name, value] of Object.entries(spec)) {
    if (takes.includes(name)) continue;
    if (!lacks.includes(name) && !lax)
      throw new CommandError(
        'InvalidIndexSpecificationOption',
        `The field '${name}' is not valid for an index specification. Specification: ${describe(spec)}`,
      );
    if (lacks.includes(name) && value !== null && value !== undefined && value !== false)
      throw new CommandError('CannotCreateIndex', `this store has no '${name}' for indexes`);
  }
}

/**
 * Checks one entry of `createIndexes`; a `lax` check passes over options nobody knows. Throws
 * CannotCreateIndex, InvalidIndexSpecificationOption or BadValue.
 */
export function parseIndexSpec(spec: Doc, lax = false): Omit<IndexMeta, 'id'> {
  const { key, name } = spec;
  if (!isPlainObject(key) || Object.keys(key).length === 0) {
    throw new CommandError('CannotCreateIndex', "Index keys must be a non-empty document in 'key'");
  }
  if (typeof name !== 'string' || name === '') {
    throw new CommandError(
      'FailedToParse',
      "The 'name' field is a required property of an index specification",
    );
  }
  const meta: Omit<IndexMeta, 'id'> = {
    name,
    key: Object.fromEntries(Object.entries(key).map(([path, value]) => [path, direction(path, value)])),
    unique: toBoolean(spec.unique),
    sparse: toBoolean(spec.sparse),
    multikey: false,
  };
  checkOptions(spec, lax);
  if (spec.partialFilterExpression !== undefined) {
    if (!isPlainObject(spec.partialFilterExpression)) {
      throw new CommandError('TypeMismatch', "'partialFilterExpression' must be a document");
    }
    if (meta.sparse) {
      throw new CommandError(
        'CannotCreateIndex',
        'cannot mix "partialFilterExpression" and "sparse" options',
      );
    }
    compileFilter(spec.partialFilterExpression);
    meta.partialFilterExpression = spec.partialFilterExpression;
  }
  if (spec.expireAfterSeconds !== undefined) meta.expireAfterSeconds = expiry(spec.expireAfterSeconds, key);
  if (collationOf(spec.collation)) meta.collation = spec.collation as Doc;
  return meta;
}

function direction(path: string, value: unknown): 1 | -1 {
  if (path === '' || path.startsWith('$') || path.includes('$**')) {
    throw new CommandError('CannotCreateIndex', `this store has no index on '${path}'`);
  }
  if (typeof value === 'string') {
    throw new CommandError('CannotCreateIndex', `this store has no '${value}' indexes, only 1 and -1`);
  }
  if (!isNumeric(value) || !Number(numberOf(value))) {
    throw new CommandError('CannotCreateIndex', `Values in the index key pattern must be 1 or -1: ${path}`);
  }
  return Number(numberOf(value)) < 0 ? -1 : 1;
}

function expiry(value: unknown, key: Doc): number {
  const seconds = toNumber(value, NaN);
  if (!(seconds >= 0 && seconds <= 2 ** 31 - 1)) {
    throw new CommandError(
      'CannotCreateIndex',
      "TTL index 'expireAfterSeconds' must be between 0 and 2147483647",
    );
  }
  if (Object.keys(key).length > 1 || '_id' in key) {
    throw new CommandError('CannotCreateIndex', 'TTL indexes are single-field indexes, and not on _id');
  }
  return seconds;
}

/** Whether two indexes may not stand side by side: all that tells indexes apart is the same in both. */
export function samePattern(a: Omit<IndexMeta, 'id'>, b: Omit<IndexMeta, 'id'>): boolean {
  const pattern = ({
    key,
    unique,
    sparse,
    collation,
    partialFilterExpression,
  }: Omit<IndexMeta, 'id'>): string =>
    encode({ key: Object.entries(key).flat(), unique, sparse, collation, partialFilterExpression }).toString(
      'base64',
    );
  return pattern(a) === pattern(b);
}

/** The keys a document has in an index: several if it is multikey there, none if it is left out. */
export interface DocumentKeys {
  keys: Buffer[];
  multikey: boolean;
}

/** The keys of a document in an index. Throws CannotIndexParallelArrays. */
export function keysOf(index: Index, doc: Doc): DocumentKeys {
  if (index.covers && !index.covers(doc)) return { keys: [], multikey: false };
  const { rows, viaArray: multikey } = tuplesAt(
    doc,
    index.fields.map((field) => field.parts),
  );
  const seen = new Map<string, Buffer>();
  for (const row of rows) {
    if (index.sparse && row.every((value) => value === MISSING)) continue;
    const whole = Buffer.concat(
      row.map((value, i) => encodeValue(value, index.fields[i]!.descending, index.fold)),
    );
    const key = fitKey(whole);
    if (!multikey) return { keys: [key], multikey: key !== whole };
    seen.set(key.toString('latin1'), key);
  }
  return { keys: [...seen.values()], multikey };
}

/** The values a document has under an index's fields, as error messages and explain show them. */
export function keyValues(index: Index, doc: Doc): Doc[] {
  return tuplesAt(
    doc,
    index.fields.map((field) => field.parts),
  ).rows.map((row) =>
    Object.fromEntries(row.map((value, i) => [index.fields[i]!.path, value === MISSING ? null : value])),
  );
}
