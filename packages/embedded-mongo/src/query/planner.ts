import { analyze } from './constraints.js';
import type { Analysis } from './constraints.js';
import { CommandError } from '../bson/errors.js';
import { scanOf } from './index-scan.js';
import type { IndexScan, PlanRequest, ScoredScan } from './index-scan.js';
import type { Index } from '../storage/indexes/definition.js';
import { equal, isPlainObject } from '../bson/values.js';
import type { Doc } from '../bson/values.js';

/** How to read a collection as a whole. */
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
  if (hint === undefined) return indexes;
  const chosen = indexes.filter((index) => index.name === hint || equal(index.key, hint));
  if (chosen.length > 0) return chosen;
  throw new CommandError('BadValue', 'hint provided does not correspond to an existing index');
}

function bestScan(
  indexes: readonly Index[],
  analysis: Analysis,
  request: PlanRequest,
): ScoredScan | undefined {
  let best: ScoredScan | undefined;
  for (const index of indexes) {
    const candidate = scanOf(index, analysis, request);
    if (candidate && (!best || candidate.score > best.score)) best = candidate;
  }
  return best;
}
