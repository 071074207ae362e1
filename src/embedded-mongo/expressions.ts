import { Aggregator } from 'mingo/aggregator';
import { Context } from 'mingo/core';
import * as accumulator from 'mingo/operators/accumulator';
import * as expression from 'mingo/operators/expression';
import { $replaceWith } from 'mingo/operators/pipeline';
import { CommandError } from './errors.js';
import { ownAccumulators, ownExpressions } from './own-expressions.js';
import type { Operator } from './own-expressions.js';
import { decodePlain, encode, isPlainObject } from './values.js';
import type { Doc } from './values.js';

type Operators = Record<string, unknown>;

const singleOperand = [
  ...['$abs', '$ceil', '$exp', '$floor', '$ln', '$log10', '$sqrt'],
  ...['$toBool', '$toDate', '$toDecimal', '$toDouble', '$toInt', '$toLong'],
  ...['$arrayToObject', '$objectToArray', '$reverseArray', '$strLenBytes', '$strLenCP'],
  ...['$avg', '$first', '$last', '$max', '$min', '$sum'],
];

/** What would run JavaScript that a client sent. */
const scripts = ['$function', '$accumulator', '$where'];

function withoutScripts<T extends object>(operators: T): T {
  return Object.fromEntries(Object.entries(operators).filter(([name]) => !scripts.includes(name))) as T;
}

export const accumulators = withoutScripts({
  ...accumulator,
  ...(ownAccumulators as unknown as typeof accumulator),
});
export const expressions = withSingleOperands(
  withoutScripts({
    ...expression,
    ...(ownExpressions as unknown as typeof expression),
  }),
);

/** `{ $abs: ['$a'] }` is `{ $abs: '$a' }`, which is the only form mingo knows for these. */
function withSingleOperands<T extends object>(operators: T): T {
  const rewritten = Object.entries(operators as Record<string, Operator>).map(([name, operator]) => {
    if (!singleOperand.includes(name)) return [name, operator] as const;
    const unwrapped: Operator = (doc, operand, options) =>
      operator(doc, Array.isArray(operand) && operand.length === 1 ? operand[0] : operand, options);
    return [name, unwrapped] as const;
  });
  return Object.fromEntries(rewritten) as T;
}

const context = Context.init({
  accumulator: accumulators,
  expression: expressions,
  pipeline: { $replaceWith },
});

/** Computes an aggregation expression for a document of plain values; undefined means missing. */
export type Expression = (doc: Doc) => unknown;

/** Compiles an aggregation expression. Throws InvalidPipelineOperator for an operator nobody knows. */
export function compileExpression(source: unknown, variables: Doc = {}): Expression {
  checkExpression(source);
  const aggregator = new Aggregator([{ $replaceWith: { value: source } }], {
    context,
    variables,
    scriptEnabled: false,
  });
  return (doc) => computed(() => aggregator.run<{ value: unknown }>([doc])[0]?.value);
}

/** mingo's complaints as BadValue: they are about the request, not about this server. */
export function complaint(error: unknown): CommandError {
  return error instanceof CommandError ? error : new CommandError('BadValue', (error as Error).message);
}

export function computed<T>(compute: () => T): T {
  try {
    return compute();
  } catch (error) {
    throw complaint(error);
  }
}

/** A value from a command as mingo wants it: plain JavaScript numbers, no BSON wrappers. */
export function plain(value: unknown): unknown {
  return decodePlain(encode({ value })).value;
}

/**
 * Refuses operators mingo does not know before any document is read, so that the answer does not
 * depend on whether the collection is empty.
 */
export function checkExpression(source: unknown): void {
  if (Array.isArray(source)) {
    source.forEach(checkExpression);
  } else if (isPlainObject(source)) {
    for (const [name, operand] of Object.entries(source)) {
      if (name === '$literal') continue;
      if (name.startsWith('$') && !isOperator(name)) {
        throw new CommandError('InvalidPipelineOperator', `Unrecognized expression '${name}'`);
      }
      checkExpression(operand);
    }
  }
}

function isOperator(name: string): boolean {
  return name in (expressions as Operators) || name in (accumulators as Operators);
}
