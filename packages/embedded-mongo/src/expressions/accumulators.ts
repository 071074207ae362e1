import { Total } from '../bson/numbers.js';
import { isNothing } from './operator.js';
import type { Compile, Compute, Operator } from './operator.js';
import { valueKey } from '../bson/value-key.js';
import { compare } from '../bson/values.js';

/** What becomes of the values that one field of a group gets, one after the other. */
export interface Accumulator {
  add: (value: unknown) => void;
  result: () => unknown;
}

/** A field of a `$group`: what it takes of each document, and where a group collects it. */
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

/** Remembers one value, which a later one may replace. */
function remembering(replaces: (value: unknown, before: unknown) => boolean): () => Accumulator {
  return () => {
    let remembered: unknown;
    let started = false;
    return {
      add: (value) => {
        if (started && !replaces(value, remembered)) return;
        remembered = value;
        started = true;
      },
      result: () => remembered ?? null,
    };
  };
}

function extreme(sign: 1 | -1): () => Accumulator {
  return remembering(
    (value, before) => !isNothing(value) && (isNothing(before) || sign * compare(value, before) > 0),
  );
}

function pushing(): Accumulator {
  const values: unknown[] = [];
  return { add: (value) => value === undefined || values.push(value), result: () => values };
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

const accumulators: Record<string, () => Accumulator> = {
  $sum: summing((total) => total.result()),
  $avg: summing((total) => total.mean()),
  $min: extreme(-1),
  $max: extreme(1),
  $first: remembering(() => false),
  $last: remembering(() => true),
  $push: pushing,
  $addToSet: addToSet,
};

/** Whether a field of a group may have this operator. */
export function isAccumulator(name: string): boolean {
  return Object.hasOwn(accumulators, name);
}

/** Compiles the operator of a group's field. */
export function compileAccumulator(name: string, operand: unknown, compile: Compile): Accumulation {
  return { compute: compile(operand), start: accumulators[name]! };
}

/** An accumulator as an operator of an expression: over its operands, or the elements of its only one. */
function overOperands(name: string): Operator {
  return (operand, compile) => {
    const operands = (Array.isArray(operand) ? operand : [operand]).map((each) => compile(each));
    return (scope) => {
      const values = operands.map((each) => each(scope));
      const elements = values.length === 1 && Array.isArray(values[0]) ? (values[0] as unknown[]) : values;
      const accumulator = accumulators[name]!();
      elements.forEach(accumulator.add);
      return accumulator.result();
    };
  };
}

/** The accumulators that are operators of expressions too. */
export const accumulatorOperators: Record<string, Operator> = Object.fromEntries(
  ['$sum', '$avg', '$min', '$max'].map((name) => [name, overOperands(name)]),
);
