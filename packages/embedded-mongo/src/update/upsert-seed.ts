import { BSON } from 'mongodb';
import { describe } from '../bson/print-value.js';
import { CommandError } from '../bson/errors.js';
import { isConditions } from '../filter/operators.js';
import { isRegex } from '../bson/regex.js';
import { copy } from './update-operators.js';
import { setAt } from './update-paths.js';
import { equal, isPlainObject } from '../bson/values.js';
import type { Doc } from '../bson/values.js';

/** The fields an upsert takes over from the filter: those it compares for equality, or `only` one of them. */
export function seedOf(filter: Doc, only?: string): Doc {
  const seed: Doc = {};
  const taken: string[] = [];
  const add = (path: string, value: unknown): void => {
    if (only !== undefined && path !== only) return;
    const other = taken.find((each) => each.startsWith(`${path}.`) || `${path}.`.startsWith(`${each}.`));
    if (other !== undefined) {
      const twice = other === path ? `path '${path}' is matched twice` : `'${other}' and '${path}' collide`;
      throw new CommandError('NotSingleValueField', `cannot infer query fields to set, ${twice}`);
    }
    taken.push(path);
    setAt(seed, path.split('.'), copy(value));
  };
  const collect = (part: Doc): void => {
    for (const [key, condition] of Object.entries(part)) {
      const branches = Array.isArray(condition) ? (condition as Doc[]) : [];
      if (key === '$and' || (key === '$or' && branches.length === 1)) branches.forEach(collect);
      else if (key.startsWith('$')) continue;
      else if (isRegex(condition)) continue;
      else if (!isConditions(condition)) add(key, condition);
      else if ('$eq' in condition) add(key, condition.$eq);
      else if (Array.isArray(condition.$in) && condition.$in.length === 1) add(key, condition.$in[0]);
      else if (Array.isArray(condition.$all)) {
        for (const each of condition.$all) if (!isConditions(each) && !isRegex(each)) add(key, each);
      }
    }
  };
  collect(filter);
  return seed;
}

/** What an upsert would insert cannot be told from a `$expr`. Throws QueryFeatureNotAllowed. */
export function checkUpsertFilter(filter: unknown): void {
  if (!isPlainObject(filter)) return;
  for (const [key, condition] of Object.entries(filter)) {
    if (key === '$expr') {
      const message = '$expr is not allowed in the query predicate for an upsert';
      throw new CommandError('QueryFeatureNotAllowed', message);
    }
    if (key.startsWith('$') && Array.isArray(condition)) condition.forEach(checkUpsertFilter);
  }
}

/** The document with its `_id` where it was: first, and unchanged. Throws ImmutableField. */
export function keepId(before: Doc, after: Doc): Doc {
  const { _id = before._id, ...rest } = after;
  if (!equal(_id, before._id)) {
    throw new CommandError(
      'ImmutableField',
      `After applying the update, the (immutable) field '_id' was found to have been altered to _id: ${describe(_id)}`,
    );
  }
  return { _id: before._id, ...rest };
}

/** The document with an `_id`, made if it has none, as its first field. */
export function withId(doc: Doc): Doc {
  const { _id = new BSON.ObjectId(), ...rest } = doc;
  checkId(_id);
  return { _id, ...rest };
}

function checkId(id: unknown): void {
  const isOperators = isConditions(id);
  if (!Array.isArray(id) && !isOperators && !isRegex(id)) return;
  const type = isOperators ? 'object with operators' : Array.isArray(id) ? 'array' : 'regex';
  throw new CommandError('InvalidIdField', `The '_id' value cannot be of type ${type}`);
}
