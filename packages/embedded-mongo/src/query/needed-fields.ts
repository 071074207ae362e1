import { branchFilters } from '../filter/compile.js';
import type { Fields } from '../bson/partial-decode.js';
import { isPlainObject } from '../bson/values.js';
import type { Doc } from '../bson/values.js';
import type { Query } from './search.js';

/** Says that what stands at a path is needed; without one, that all is. */
type Need = (path?: string) => void;

/** The same as `Fields`, as it is gathered. */
type Gathered = Map<string, 'whole' | Gathered>;

/**
 * The fields that a query and the stages after it look at, so that only these are decoded; undefined if
 * documents come out with fields nobody named.
 */
export function neededFields(query: Query, stages: readonly unknown[]): Fields | undefined {
  const fields: Gathered = new Map();
  let all = false;
  const need: Need = (path) => {
    if (path === undefined) all = true;
    else add(fields, path.split('.'));
  };
  ofFilter(query.filter, need);
  for (const { path } of query.sort ?? []) need(path[0]);
  for (const stage of stages) {
    const [name = '', operand] = isPlainObject(stage) ? (Object.entries(stage)[0] ?? []) : [];
    if (making.includes(name)) {
      ofExpression(operand, need);
      return all ? undefined : fields;
    }
    if (!Object.hasOwn(passing, name)) return undefined;
    passing[name]!(operand, need);
  }
  return undefined;
}

function add(fields: Gathered, [name = '', ...deeper]: readonly string[]): void {
  const parts = fields.get(name) ?? new Map<string, never>();
  if (parts === 'whole') return;
  fields.set(name, deeper.length === 0 ? 'whole' : parts);
  if (deeper.length > 0) add(parts, deeper);
}

/** Stages that make documents of nothing but what their expressions name. */
const making = ['$group', '$count', '$replaceRoot', '$replaceWith'];

const nothing = (): void => undefined;

/** Stages after which the rest of the pipeline sees what is left of the documents. */
const passing: Record<string, (operand: unknown, need: Need) => void> = {
  $match: (operand, need) => (isPlainObject(operand) ? ofFilter(operand, need) : need()),
  $sort: (operand, need) => Object.keys(operand as Doc).forEach((path) => need(path)),
  $limit: nothing,
  $skip: nothing,
  $addFields: (operand, need) => ofFields(operand, need),
  $set: (operand, need) => ofFields(operand, need),
};

/** A field that is set can have been there, and keep what the path of the new one does not touch. */
function ofFields(operand: unknown, need: Need): void {
  Object.keys(operand as Doc).forEach((path) => need(path));
  ofExpression(operand, need);
}

function ofFilter(filter: Doc, need: Need): void {
  for (const [name, condition] of Object.entries(filter)) {
    if (!name.startsWith('$')) need(name);
    else if (name === '$expr') ofExpression(condition, need);
    else if (['$and', '$or', '$nor'].includes(name)) {
      branchFilters(name, condition).forEach((branch) => ofFilter(branch, need));
    } else if (name !== '$comment') need();
  }
}

/** Every text that may be a reference counts as one. */
function ofExpression(source: unknown, need: Need): void {
  if (typeof source === 'string') ofReference(source, need);
  else if (Array.isArray(source)) source.forEach((each) => ofExpression(each, need));
  else if (isPlainObject(source)) {
    for (const operand of Object.values(source)) {
      ofExpression(operand, need);
    }
  }
}

function ofReference(source: string, need: Need): void {
  if (/^\$\$(ROOT|CURRENT)(?![^.])/.test(source)) need(source.split('.')[1]);
  else if (/^\$[^$]/.test(source)) need(source.slice(1));
}
