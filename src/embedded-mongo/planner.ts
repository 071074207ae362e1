import { analyze, excludesMissing } from './constraints.js';
import type { Analysis, Constraint } from './constraints.js';
import { CommandError } from './errors.js';
import type { Index, IndexField } from './indexes.js';
import { AFTER, encodeRank, encodeValue, fitBound, LONGEST_EXACT } from './key-order.js';
import { fieldTests } from './matcher-operators.js';
import { isIndex } from './paths.js';
import type { SortKey } from './paths.js';
import { compare, equal, isPlainObject, Rank, rankOf } from './values.js';
import type { Doc, Fold } from './values.js';

/** A stretch of an index: encoded keys from `start` up to, not including, `end`. */
export interface Interval {
  start: Buffer;
  end: Buffer;
}

export interface IndexScan {
  kind: 'index';
  index: Index;
  intervals: Interval[];
  reverse: boolean;
  /** Documents come in the order the query asks for. */
  sorted: boolean;
  /** Every document found matches: the filter need not look at it. */
  exact: boolean;
}

export interface CollectionScan {
  kind: 'collection';
  sorted: boolean;
  reverse: boolean;
  exact: boolean;
}

/** The parts of a `$or`, each through its own index. */
export interface Union {
  kind: 'union';
  scans: IndexScan[];
  sorted: boolean;
  exact: false;
}

export type Plan = IndexScan | CollectionScan | Union;

export interface PlanRequest {
  filter: Doc;
  sort: readonly SortKey[];
  fold?: Fold | undefined;
  /** An index name, a key pattern, or `{ $natural: 1 | -1 }`. */
  hint?: unknown;
}

interface Scored {
  scan: IndexScan;
  score: number;
}

/** A query that would touch more separate places of an index than this reads the whole range instead. */
const MOST_INTERVALS = 20_000;

/**
 * Chooses how to read: the index with the longest equality prefix, then one with a range after it, then
 * one in the order asked for; else each part of a `$or` through an index; else the whole collection.
 */
export function plan(indexes: readonly Index[], request: PlanRequest): Plan {
  const analysis = analyze(request.filter);
  const natural = naturalOrder(request);
  if (natural !== undefined) return scanAll(request, analysis, natural);
  const best = bestScan(hinted(indexes, request.hint), analysis, request);
  // An index that gives the order asked for lets the reader stop early, which a union never does.
  const ordered = request.sort.length > 0 && best?.scan.sorted;
  const union = ordered || request.hint !== undefined ? undefined : unionOf(indexes, analysis, request);
  if (union && union.score > (best?.score ?? 0)) return union.plan;
  return best?.scan ?? scanAll(request, analysis, false);
}

/** A `$or` read branch by branch, each together with the rest of the filter; worth what its worst branch is. */
function unionOf(
  indexes: readonly Index[],
  analysis: Analysis,
  request: PlanRequest,
): { plan: Union; score: number } | undefined {
  for (const branches of analysis.alternatives) {
    const found = branches.map((branch) => {
      const filter = { $and: [branch, withoutOr(request.filter)] };
      return bestScan(indexes, analyze(filter), { ...request, filter, sort: [] });
    });
    if (!found.every((each) => each !== undefined)) continue;
    const scans = found.map(({ scan }) => scan);
    const score = Math.min(...found.map((each) => each.score));
    return { plan: { kind: 'union', scans, sorted: request.sort.length === 0, exact: false }, score };
  }
  return undefined;
}

function withoutOr({ $or: _or, ...rest }: Doc): Doc {
  return rest;
}

function scanAll(request: PlanRequest, analysis: Analysis, reverse: boolean): CollectionScan {
  const exact = !analysis.residual && analysis.constraints.size === 0;
  return { kind: 'collection', sorted: request.sort.length === 0, reverse, exact };
}

/** The direction a `$natural` hint or sort asks for, as "descending". */
function naturalOrder({ hint, sort }: PlanRequest): boolean | undefined {
  if (sort[0]?.path[0] === '$natural') return sort[0].descending;
  return isPlainObject(hint) && '$natural' in hint ? equal(hint.$natural, -1) : undefined;
}

function hinted(indexes: readonly Index[], hint: unknown): readonly Index[] {
  if (hint === undefined || (isPlainObject(hint) && Object.keys(hint).length === 0)) return indexes;
  const chosen = indexes.filter((index) => index.name === hint || equal(index.key, hint));
  if (chosen.length > 0) return chosen;
  throw new CommandError('BadValue', 'hint provided does not correspond to an existing index');
}

function bestScan(indexes: readonly Index[], analysis: Analysis, request: PlanRequest): Scored | undefined {
  let best: Scored | undefined;
  for (const index of indexes) {
    const candidate = scanOf(index, analysis, request);
    if (candidate && (!best || candidate.score > best.score)) best = candidate;
  }
  return best;
}

/** How one index would serve the query, undefined if it does not help or lacks documents it would need. */
function scanOf(index: Index, analysis: Analysis, request: PlanRequest): Scored | undefined {
  const { constraints } = analysis;
  const used: Constraint[] = [];
  let prefixes: Buffer[] = [Buffer.alloc(0)];
  let intervals: Interval[] | undefined;
  let equalities = 0;
  let exact = true;
  for (const field of index.fields) {
    const constraint = constraints.get(field.path);
    if (!constraint || !usable(index, field, constraint, request.fold, equalities)) break;
    if (constraint.values) {
      const points = pointsOf(constraint.values, field, index);
      if (points.length * prefixes.length > MOST_INTERVALS) break;
      prefixes = prefixes.flatMap((prefix) => points.map((point) => Buffer.concat([prefix, point])));
      equalities += 1;
    } else {
      // One array may reach into a range from both sides with different elements.
      const oneSided = index.multikey && constraint.low && constraint.high;
      if (oneSided) exact = false;
      const range = rangeOf(oneSided ? { ...constraint, high: undefined } : constraint, field, index.fold);
      intervals = prefixes.map((prefix) => within(prefix, range));
    }
    exact &&= constraint.exact;
    used.push(constraint);
    if (intervals) break;
  }
  if (!complete(index, used, request.filter, constraints)) return undefined;
  const order = prefixes.length === 1 ? orderOf(index, equalities, request, constraints) : undefined;
  if (used.length === 0 && !order && request.hint === undefined) return undefined;
  const all = intervals ?? prefixes.map((prefix) => within(prefix, { start: Buffer.alloc(0), end: AFTER }));
  const short = all.every(({ start, end }) => start.length < LONGEST_EXACT && end.length < LONGEST_EXACT);
  const scan: IndexScan = {
    kind: 'index',
    index,
    intervals: all.map(({ start, end }) => ({ start: fitBound(start), end: fitEnd(end) })),
    reverse: order === 'backward',
    sorted: request.sort.length === 0 || order !== undefined,
    exact: exact && short && !analysis.residual && used.length === constraints.size,
  };
  // Of two that are alike, one value rather than one of several.
  const alternatives = prefixes.length > 1 ? 1 : 0;
  const score =
    equalities * 8 + (intervals ? 4 : 0) + (order && request.sort.length > 0 ? 2 : 0) - alternatives;
  return { scan, score: score + (index.unique && equalities === index.fields.length ? 1000 : 0) };
}

/** An end cut short must still lie above everything that starts with what is left of it. */
function fitEnd(end: Buffer): Buffer {
  const fitted = fitBound(end);
  return fitted === end ? end : Buffer.concat([fitted, AFTER]);
}

function usable(
  index: Index,
  field: IndexField,
  constraint: Constraint,
  fold: Fold | undefined,
  position: number,
): boolean {
  const samples = constraint.values ?? [constraint.low?.value ?? constraint.high?.value];
  if (index.fold !== fold && !samples.every((value) => isFoldless(value))) return false;
  // A filter takes a number for a name as well, an index only for a position.
  if (field.parts.some((part, i) => i > 0 && isIndex(part))) return false;
  // Conditions on two fields of one array may be met by different elements, which share no index entry.
  const root = field.parts[0];
  return !index.multikey || !index.fields.slice(0, position).some((earlier) => earlier.parts[0] === root);
}

function isFoldless(value: unknown): boolean {
  return ![Rank.string, Rank.object, Rank.array].includes(rankOf(value) as never);
}

/** The encodings of the values, in index order, each once. A null stands for undefined as well. */
function pointsOf(values: readonly unknown[], { descending }: IndexField, { fold }: Index): Buffer[] {
  const wanted = values.flatMap((value) => (rankOf(value) === Rank.null ? [null, undefined] : [value]));
  const points = wanted.map((value) => encodeValue(value, descending, fold)).sort((a, b) => a.compare(b));
  return points.filter((point, i) => i === 0 || !point.equals(points[i - 1]!));
}

/** The stretch of encodings of one field that a range constraint stands for. */
function rangeOf(
  { rank, low, high }: Constraint,
  { descending }: IndexField,
  fold: Fold | undefined,
): Interval {
  const encoded = (value: unknown): Buffer => encodeValue(value, descending, fold);
  const at = (bound: typeof low, above: boolean): Buffer | undefined =>
    bound && (above ? Buffer.concat([encoded(bound.value), AFTER]) : encoded(bound.value));
  const tag = encodeRank(rank!, descending);
  const afterTag = Buffer.from([tag[0]! + 1]);
  return descending
    ? { start: at(high, !high?.inclusive) ?? tag, end: at(low, Boolean(low?.inclusive)) ?? afterTag }
    : { start: at(low, !low?.inclusive) ?? tag, end: at(high, Boolean(high?.inclusive)) ?? afterTag };
}

function within(prefix: Buffer, { start, end }: Interval): Interval {
  return { start: Buffer.concat([prefix, start]), end: Buffer.concat([prefix, end]) };
}

/** Whether the index has an entry for every document the filter can match. */
function complete(
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
    if (path in filter && equal(filter[path], condition)) return true;
    const constraint = constraints.get(path);
    const demandsPresence = isPlainObject(condition) && equal(condition, { $exists: true });
    if (demandsPresence) return excludesMissing(constraint);
    if (constraint && !constraint.values) return lies(constraint, { [path]: condition });
    if (!constraint?.values) return false;
    if (isPlainObject(condition) && negative.some((operator) => operator in condition)) return false;
    const tests = fieldTests('value', condition, {});
    return constraint.values.every((value) => tests.every((test) => test({ value })));
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

/** Whether reading the index forward or backward gives the order asked for. */
function orderOf(
  index: Index,
  equalities: number,
  { sort, fold }: PlanRequest,
  constraints: ReadonlyMap<string, Constraint>,
): 'forward' | 'backward' | undefined {
  if (sort.length === 0) return undefined;
  if (index.multikey || index.fold !== fold) return undefined;
  const fixed = index.fields.slice(0, equalities).map((field) => field.path);
  const wanted = sort.filter(({ path }) => {
    const name = path.join('.');
    return !(fixed.includes(name) && constraints.get(name)?.values?.length === 1);
  });
  const rest = index.fields.slice(equalities);
  if (wanted.length > rest.length) return undefined;
  if (wanted.some(({ path }, i) => path.join('.') !== rest[i]!.path)) return undefined;
  const backward = wanted.map(({ descending }, i) => descending !== rest[i]!.descending);
  if (backward.every((each) => !each)) return 'forward';
  return backward.every((each) => each) ? 'backward' : undefined;
}
