import { branchFilters } from '../filter/compile.js';
import { isConditions } from '../filter/operators.js';
import { isRegex, toRegExp } from '../bson/regex.js';
import { equal, isNumeric, isPlainObject, numberOf, Rank, rankOf, bsonType } from '../bson/values.js';
import type { Doc } from '../bson/values.js';

/** A range end; undefined stands for the end of the values of the same type. */
export interface Bound {
  value: unknown;
  inclusive: boolean;
}

/** What a filter demands of one path: one of some values, or a range of one type. */
export interface Constraint {
  values?: unknown[];
  rank?: number;
  low?: Bound;
  high?: Bound;
  /** An index scan of exactly this needs no second look at the documents. */
  exact: boolean;
}

/** What an index could serve of a filter. Every matching document satisfies all of it. */
export interface Analysis {
  constraints: Map<string, Constraint>;
  /** The branches of each `$or` that stands beside the constraints. */
  alternatives: Doc[][];
  /** Something in the filter is not expressed by the constraints. */
  residual: boolean;
}

const exactRanks: number[] = [Rank.string, Rank.number, Rank.objectId, Rank.boolean, Rank.date];
const usableRanks: number[] = [...exactRanks, Rank.null, Rank.object, Rank.binary, Rank.timestamp];

/** Reads the conjunction a filter is at its top level. */
export function analyze(filter: Doc): Analysis {
  const analysis: Analysis = { constraints: new Map(), alternatives: [], residual: false };
  read(filter, '', analysis);
  return analysis;
}

function read(filter: Doc, prefix: string, analysis: Analysis): void {
  for (const [key, condition] of Object.entries(filter)) {
    if (key === '$and') {
      for (const part of branchFilters(key, condition)) read(part, prefix, analysis);
    } else if (key === '$or' && prefix === '') {
      analysis.alternatives.push(branchFilters(key, condition));
      analysis.residual = true;
    } else if (key.startsWith('$')) {
      analysis.residual ||= key !== '$comment';
    } else {
      readField(prefix + key, condition, analysis);
    }
  }
}

function readField(path: string, condition: unknown, analysis: Analysis): void {
  if (!isConditions(condition)) {
    const constraint = isRegex(condition) ? startingWith(condition) : oneOf([condition]);
    add(path, constraint, analysis);
    return;
  }
  for (const [operator, operand] of Object.entries(condition)) {
    switch (operator) {
      case '$eq':
        add(path, oneOf([operand]), analysis);
        break;
      case '$in':
        add(path, Array.isArray(operand) ? oneOf(operand) : undefined, analysis);
        break;
      case '$gt':
      case '$gte':
        add(path, range('low', operand, operator === '$gte'), analysis);
        break;
      case '$lt':
      case '$lte':
        add(path, range('high', operand, operator === '$lte'), analysis);
        break;
      case '$regex':
        add(path, startingWith(operand, condition.$options), analysis);
        break;
      case '$elemMatch':
        analysis.residual = true;
        if (isPlainObject(operand) && !isConditions(operand)) read(operand, `${path}.`, analysis);
        break;
      default:
        analysis.residual = true;
    }
  }
}

/** Adds a constraint to what is known about a path; what does not fit beside it is left to the filter. */
function add(path: string, constraint: Constraint | undefined, analysis: Analysis): void {
  const known = analysis.constraints.get(path);
  if (!constraint) analysis.residual = true;
  else if (!known) analysis.constraints.set(path, constraint);
  else if (!known.values && !constraint.values && known.rank === constraint.rank) {
    if ((known.low && constraint.low) || (known.high && constraint.high)) analysis.residual = true;
    known.low ??= constraint.low;
    known.high ??= constraint.high;
    known.exact &&= constraint.exact;
  } else {
    analysis.residual = true;
    if (constraint.values && !known.values) analysis.constraints.set(path, constraint);
  }
}

function oneOf(values: unknown[]): Constraint | undefined {
  if (!values.every((value) => usableRanks.includes(rankOf(value)))) return undefined;
  return { values, exact: values.every(isExact) };
}

function range(side: 'low' | 'high', value: unknown, inclusive: boolean): Constraint | undefined {
  const rank = rankOf(value);
  if (!exactRanks.includes(rank) || (isNumeric(value) && Number.isNaN(numberOf(value)))) return undefined;
  // NaN sorts below all numbers but is in no range, so an open lower end needs the filter's second look.
  const exact = isExact(value) && !(side === 'high' && rank === Rank.number);
  return { rank, [side]: { value, inclusive }, exact };
}

/** A regex that is anchored at the start and begins with plain letters is a range of strings. */
function startingWith(pattern: unknown, flags?: unknown): Constraint | undefined {
  const regex = toRegExp(pattern, flags);
  const start = /^\^([\w\s@%&=:;,<>"'#~/-]+)(?![\w\s]*[?*{])/.exec(regex.source)?.[1];
  if (!start || /[im]/.test(regex.flags) || regex.source.includes('|')) return undefined;
  // The last letter may be made optional by what follows it, so it is left out.
  const head = start.slice(0, -1);
  if (head === '') return undefined;
  return {
    rank: Rank.string,
    low: { value: head, inclusive: true },
    high: { value: `${head}\u{10ffff}`, inclusive: true },
    exact: false,
  };
}

function isExact(value: unknown): boolean {
  return exactRanks.includes(rankOf(value)) && bsonType(value) !== 'Decimal128';
}

/** Whether a document that satisfies a constraint cannot lack the path. */
export function excludesMissing(constraint: Constraint | undefined): boolean {
  if (!constraint) return false;
  return constraint.values ? !constraint.values.some((value) => equal(value, null)) : true;
}
