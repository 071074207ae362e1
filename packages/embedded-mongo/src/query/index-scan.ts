import type { Analysis, Constraint } from './constraints.js';
import { complete } from './index-coverage.js';
import type { Index, IndexField } from '../storage/indexes/definition.js';
import { AFTER, encodeRank, encodeValue, fitBound, LONGEST_EXACT } from '../bson/key-order.js';
import { isIndex } from '../bson/paths.js';
import type { SortKey } from '../bson/sort.js';
import { Rank, rankOf } from '../bson/values.js';
import type { Doc, Fold } from '../bson/values.js';

/** A stretch of an index: encoded keys from `start` up to, not including, `end`. */
export interface Interval {
  start: Buffer;
  end: Buffer;
}

/** How to read a collection through an index. */
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

/** What a plan is made for. */
export interface PlanRequest {
  filter: Doc;
  sort: readonly SortKey[];
  fold?: Fold | undefined;
  /** An index name, a key pattern, or `{ $natural: 1 | -1 }`. */
  hint?: unknown;
}

/** What an index scan is worth beside others of the same query. */
export interface ScoredScan {
  scan: IndexScan;
  score: number;
}

/** A query that would touch more separate places of an index than this reads the whole range instead. */
const MOST_INTERVALS = 20_000;

/** How one index would serve the query, undefined if it does not help or lacks documents it would need. */
export function scanOf(index: Index, analysis: Analysis, request: PlanRequest): ScoredScan | undefined {
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
  // A hint at an index that lacks documents is followed all the same: what it lacks is not found then.
  const hinted = request.hint !== undefined;
  if (!hinted && !complete(index, used, request.filter, constraints)) return undefined;
  const order = prefixes.length === 1 ? orderOf(index, equalities, request, constraints) : undefined;
  if (used.length === 0 && !order && !hinted) return undefined;
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
