import { fromAllValues, rankedAccumulators } from './accumulators-ranked.js';
import type { Accumulation, Accumulator, Special } from './accumulators-ranked.js';
import { distinctValues } from './arrays.js';
import { asDouble, double, int, kindOf, Total } from '../bson/numbers.js';
import { asArray, asObject, isNothing, refuse } from './operator.js';
import type { Compile, Operator, Scope } from './operator.js';
import { valueKey } from '../bson/value-key.js';
import { compare, isPlainObject, mergeFields } from '../bson/values.js';

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

/** Accumulators of a single expression. */
const simple: Record<string, () => Accumulator> = {
  $sum: summing((total) => total.result()),
  $avg: summing((total) => total.mean()),
  $min: extreme(-1),
  $max: extreme(1),
  $first: keeping(() => false),
  $last: keeping(() => true),
  $push: fromAllValues((values) => values.filter((value) => value !== undefined)),
  $addToSet: addToSet,
  $mergeObjects: fromAllValues((values) =>
    mergeFields(values.filter((each) => !isNothing(each)).map((each) => asObject('$mergeObjects', each))),
  ),
  $stdDevPop: deviation((squares, count) => (count === 0 ? null : squares / count)),
  $stdDevSamp: deviation((squares, count) => (count < 2 ? null : squares / (count - 1))),
  $concatArrays: fromAllValues((values) => values.flatMap((each) => asArray('$concatArrays', each))),
  $setUnion: fromAllValues((values) => distinctValues(values.flatMap((each) => asArray('$setUnion', each)))),
};

function count(operand: unknown): Accumulation {
  if (!isPlainObject(operand) || Object.keys(operand).length > 0)
    refuse('$count takes no arguments, i.e. $count:{}');
  return { compute: () => int(1), start: simple.$sum! };
}

const special: Record<string, Special> = { $count: count, ...rankedAccumulators };

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
