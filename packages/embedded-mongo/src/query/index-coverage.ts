import { analyze, excludesMissing } from './constraints.js';
import type { Constraint } from './constraints.js';
import type { Index } from '../storage/indexes/definition.js';
import { compileFilter } from '../filter/compile.js';
import { compare, equal, isPlainObject } from '../bson/values.js';
import type { Doc } from '../bson/values.js';

/** Whether the index has an entry for every document the filter can match. */
export function complete(
  index: Index,
  used: readonly Constraint[],
  filter: Doc,
  constraints: ReadonlyMap<string, Constraint>,
): boolean {
  if (index.sparse && !used.some(excludesMissing)) return false;
  return !index.partialFilterExpression || implies(filter, constraints, index.partialFilterExpression);
}

const negative = ['$ne', '$nin', '$not', '$exists'];

/** Whether the filter demands at least what a partial index demands of its documents. */
function implies(filter: Doc, constraints: ReadonlyMap<string, Constraint>, partial: Doc): boolean {
  return Object.entries(partial).every(([path, condition]) => {
    if (path === '$and') return (condition as Doc[]).every((part) => implies(filter, constraints, part));
    if (path.startsWith('$')) return false;
    if (Object.hasOwn(filter, path) && equal(filter[path], condition)) return true;
    const constraint = constraints.get(path);
    const demandsPresence = isPlainObject(condition) && equal(condition, { $exists: true });
    if (demandsPresence) return excludesMissing(constraint);
    if (constraint && !constraint.values) return lies(constraint, { [path]: condition });
    if (!constraint?.values) return false;
    if (isPlainObject(condition) && negative.some((operator) => operator in condition)) return false;
    const matches = compileFilter({ value: condition });
    return constraint.values.every((value) => matches({ value }));
  });
}

/** Whether a range lies in the one that a filter of one path asks for. */
function lies(inner: Constraint, filter: Doc): boolean {
  const { constraints, residual } = analyze(filter);
  const [outer] = constraints.values();
  if (residual || !outer || outer.values || outer.rank !== inner.rank) return false;
  const within = (side: 'low' | 'high', sign: 1 | -1): boolean => {
    const [bound, limit] = [inner[side], outer[side]];
    if (!limit) return true;
    if (!bound) return false;
    const order = compare(bound.value, limit.value) * sign;
    return order > 0 || (order === 0 && (limit.inclusive || !bound.inclusive));
  };
  return within('low', 1) && within('high', -1);
}
