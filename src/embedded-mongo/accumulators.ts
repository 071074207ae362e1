import { distinct } from './operators-arrays.js';
import { asDouble, double, int, kindOf, Total } from './numbers.js';
import { asArray, asInt, asObject, isNothing, options, refuse } from './operators.js';
import type { Compile, Compute, Operator, Scope } from './operators.js';
import { sorter } from './paths.js';
import { parseSort } from './query.js';
import { valueKey } from './value-key.js';
import { compare, isPlainObject } from './values.js';
import type { Doc } from './values.js';

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

function summing(result: (total: Total) => unknown): () => Accumulator {
  return () => {
    const total = new Total();
    return { add: (value) => total.add(value), result: () => result(total) };
  };
}

/** Keeps one value, which a later one may replace. */
function keeping(replaces: (value: unknown, kept: unknown) => boolean): () => Accumulator {
  return () => {
    let kept: unknown;
    let started = false;
    return {
      add: (value) => {
        if (started && !replaces(value, kept)) return;
        kept = value;
        started = true;
      },
      result: () => kept ?? null,
    };
  };
}

function extreme(sign: 1 | -1): () => Accumulator {
  return keeping((value, kept) => !isNothing(value) && (isNothing(kept) || sign * compare(value, kept) > 0));
}

/** Keeps all values, and computes from them at the end. */
function gathering(result: (values: unknown[]) => unknown): () => Accumulator {
  return () => {
    const values: unknown[] = [];
    return { add: (value) => values.push(value), result: () => result(values) };
  };
}

function addToSet(): Accumulator {
  const seen = new Map<string, unknown>();
  return {
    add: (value) => {
      if (value === undefined) return;
      const key = valueKey(value);
      if (!seen.has(key)) seen.set(key, value);
    },
    result: () => [...seen.values()],
  };
}

/** Spread around the mean, in one pass. */
function deviation(result: (squares: number, count: number) => number | null): () => Accumulator {
  return () => {
    let [count, mean, squares] = [0, 0, 0];
    return {
      add: (value) => {
        if (kindOf(value) === undefined) return;
        const distance = asDouble(value) - mean;
        count += 1;
        mean += distance / count;
        squares += distance * (asDouble(value) - mean);
      },
      result: () => {
        const variance = result(squares, count);
        return variance === null ? null : double(Math.sqrt(variance));
      },
    };
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

/** Accumulators of a single expression. */
const simple: Record<string, () => Accumulator> = {
  $sum: summing((total) => total.result()),
  $avg: summing((total) => total.mean()),
  $min: extreme(-1),
  $max: extreme(1),
  $first: keeping(() => false),
  $last: keeping(() => true),
  $push: gathering((values) => values.filter((value) => value !== undefined)),
  $addToSet: addToSet,
  $mergeObjects: gathering((values) =>
    Object.assign(
      {},
      ...values.filter((each) => !isNothing(each)).map((each) => asObject('$mergeObjects', each)),
    ),
  ),
  $stdDevPop: deviation((squares, count) => (count === 0 ? null : squares / count)),
  $stdDevSamp: deviation((squares, count) => (count < 2 ? null : squares / (count - 1))),
  $concatArrays: gathering((values) => values.flatMap((each) => asArray('$concatArrays', each))),
  $setUnion: gathering((values) => distinct(values.flatMap((each) => asArray('$setUnion', each)))),
};

type Special = (operand: unknown, compile: Compile) => Accumulation;

function count(operand: unknown): Accumulation {
  if (!isPlainObject(operand) || Object.keys(operand).length > 0)
    refuse('$count takes no arguments, i.e. $count:{}');
  return { compute: () => int(1), start: simple.$sum! };
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
    const start = gathering((values) => {
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

const special: Record<string, Special> = {
  $count: count,
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

export function isAccumulator(name: string): boolean {
  return Object.hasOwn(simple, name) || Object.hasOwn(special, name);
}

/** Compiles the operator of a group's field. */
export function compileAccumulator(name: string, operand: unknown, compile: Compile): Accumulation {
  const start = Object.hasOwn(simple, name) ? simple[name] : undefined;
  if (start) return { compute: compile(operand), start };
  return special[name]!(operand, compile);
}

/** An accumulator as an operator of an expression: over its operands, or the elements of its only one. */
function overOperands(name: string): Operator {
  return (operand, compile) => {
    const operands = (Array.isArray(operand) ? operand : [operand]).map((each) => compile(each));
    const start = simple[name]!;
    return (scope) => {
      const values = operands.map((each) => each(scope));
      const elements = values.length === 1 && Array.isArray(values[0]) ? (values[0] as unknown[]) : values;
      return fed(start(), elements);
    };
  };
}

/** The same for one whose operands have names: it takes the elements of its `input`. */
function overInput(name: string): Operator {
  return (operand, compile) => {
    const given = isPlainObject(operand) ? operand : refuse(`${name} requires an object`);
    const input = compile(given.input);
    const { start } = special[name]!({ ...given, input: '$$ROOT' }, compile);
    return (scope: Scope) => {
      const values = input(scope);
      if (isNothing(values) && name.endsWith('N')) return null;
      return fed(start(), Array.isArray(values) ? (values as unknown[]) : [values]);
    };
  };
}

function fed(accumulator: Accumulator, values: readonly unknown[]): unknown {
  values.forEach(accumulator.add);
  return accumulator.result();
}

export const accumulatorOperators: Record<string, Operator> = {
  ...Object.fromEntries(
    ['$sum', '$avg', '$min', '$max', '$stdDevPop', '$stdDevSamp'].map((name) => [name, overOperands(name)]),
  ),
  ...Object.fromEntries(['$minN', '$maxN', '$median', '$percentile'].map((name) => [name, overInput(name)])),
};
