import { asDouble, double, kindOf } from '../bson/numbers.js';
import { asArray, asInt, isNothing, options, refuse } from './operator.js';
import type { Compile, Compute } from './operator.js';
import { parseSort, sorter } from '../bson/sort.js';
import { compare } from '../bson/values.js';
import type { Doc } from '../bson/values.js';

/** What becomes of the values that one field of a group gets, one after the other. */
export interface Accumulator {
  add: (value: unknown) => void;
  result: () => unknown;
}

/** A field of a `$group`: what it takes of each document, and where a group keeps it. */
export interface Accumulation {
  compute: Compute;
  start: () => Accumulator;
}

/** Compiles an accumulator from its operand. */
export type Special = (operand: unknown, compile: Compile) => Accumulation;

/** Keeps all values, and computes from them at the end. */
export function fromAllValues(result: (values: unknown[]) => unknown): () => Accumulator {
  return () => {
    const values: unknown[] = [];
    return { add: (value) => values.push(value), result: () => result(values) };
  };
}

/** The first `n` values in an order, of those that `counts` admits. */
function leading(
  n: number,
  order: (a: never, b: never) => number,
  from: 'start' | 'end',
  counts: (value: unknown) => boolean,
  show: (value: never) => unknown,
): () => Accumulator {
  return () => {
    const kept: unknown[] = [];
    return {
      add: (value) => {
        if (!counts(value)) return;
        let at = kept.length;
        while (at > 0 && order(value as never, kept[at - 1] as never) < 0) at -= 1;
        kept.splice(at, 0, value);
        if (kept.length > n) kept.splice(from === 'start' ? n : 0, 1);
      },
      result: () => kept.map((each) => show(each as never) ?? null),
    };
  };
}

/** `n`, which is the same for all groups. */
function howMany(source: unknown, compile: Compile): number {
  const n = asInt("'n'", compile(source)({ root: {}, variables: {} }));
  return n < 1 ? refuse("'n' must be greater than 0") : n;
}

function several(
  from: 'start' | 'end',
  order: (a: unknown, b: unknown) => number,
  counts: (value: unknown) => boolean = () => true,
): Special {
  return (operand, compile) => {
    const { input, n } = options(operand, ['input', 'n']);
    const start = leading(howMany(n, compile), order, from, counts, (value) => value);
    return { compute: compile(input), start };
  };
}

interface Ranked {
  doc: Doc;
  output: unknown;
}

function ranked(from: 'start' | 'end', single: boolean): Special {
  return (operand, compile) => {
    const given = options(operand, single ? ['sortBy', 'output'] : ['sortBy', 'output', 'n']);
    const output = compile(given.output);
    const order = sorter(parseSort(given.sortBy));
    const byDoc = (a: Ranked, b: Ranked): number => order(a.doc, b.doc);
    const n = single ? 1 : howMany(given.n, compile);
    const all = leading(
      n,
      byDoc,
      from,
      () => true,
      (each: Ranked) => each.output,
    );
    const start = (): Accumulator => {
      const kept = all();
      return single ? { add: kept.add, result: () => (kept.result() as unknown[])[0] } : kept;
    };
    return { compute: (scope): Ranked => ({ doc: scope.root as Doc, output: output(scope) }), start };
  };
}

function percentiles(of: (operand: unknown) => { input: unknown; p: unknown; single: boolean }): Special {
  return (operand, compile) => {
    const { input, p, single } = of(operand);
    const wanted = asArray("'p'", compile(p)({ root: {}, variables: {} })).map((each) =>
      Number(asDouble(each)),
    );
    if (wanted.some((each) => !(each >= 0 && each <= 1))) refuse("'p' must be numbers from 0 to 1");
    const start = fromAllValues((values) => {
      const sorted = Float64Array.from(
        values.filter((value) => kindOf(value) !== undefined).map(asDouble),
      ).sort();
      const results = wanted.map((each) =>
        sorted.length === 0 ? null : double(sorted[Math.max(0, Math.ceil(each * sorted.length) - 1)]!),
      );
      return single ? results[0] : results;
    });
    return { compute: compile(input), start };
  };
}

/** Accumulators of the values that come first in some order. */
export const rankedAccumulators: Record<string, Special> = {
  $firstN: several('start', () => 0),
  $lastN: several('end', () => 0),
  $minN: several('start', compare, (value) => !isNothing(value)),
  $maxN: several(
    'start',
    (a, b) => compare(b, a),
    (value) => !isNothing(value),
  ),
  $top: ranked('start', true),
  $topN: ranked('start', false),
  $bottom: ranked('end', true),
  $bottomN: ranked('end', false),
  $median: percentiles((operand) => {
    const { input } = options(operand, ['input', 'method']);
    return { input, p: [double(0.5)], single: true };
  }),
  $percentile: percentiles((operand) => {
    const { input, p } = options(operand, ['input', 'p', 'method']);
    return { input, p, single: false };
  }),
};
