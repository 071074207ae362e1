import { Context } from 'mingo/core';
import type { evalExpr } from 'mingo/core';
import { complaint, refuse } from './operator.js';
import type { Compute, Operator } from './operator.js';
import { int } from '../bson/numbers.js';
import { isRegex, toRegExp } from '../bson/regex.js';
import { isNumeric, isPlainObject, numberOf } from '../bson/values.js';
import type { Doc } from '../bson/values.js';

type Options = Parameters<typeof evalExpr>[2];

/** An expression operator as mingo writes it: it evaluates its operand, over plain JavaScript values. */
export type Borrowed = (doc: Doc, operand: unknown, options: Options) => unknown;

const options = {
  context: Context.init({}),
  scriptEnabled: false,
  failOnError: true,
} as unknown as Options;

/**
 * An operator of mingo's for values with BSON types. It gets its operands evaluated, by their places in a
 * document made of them; `widen` gives the result its BSON types, by default 32-bit integers.
 */
export function borrow(operator: Borrowed, widen: (value: number) => unknown = int): Operator {
  return (operand, compile) => {
    const { sources, form } = operandsOf(operand);
    const computes = sources.map(([name, source]): [string, Compute] => [name, compile(source)]);
    return (scope) => {
      const operands = Object.fromEntries(computes.map(([name, each]) => [name, narrow(each(scope))]));
      try {
        return widened(operator(operands, form, options), widen);
      } catch (error) {
        throw complaint(error);
      }
    };
  };
}

/** The operands by name, and the operand as an expression of those names. */
function operandsOf(operand: unknown): { sources: [string, unknown][]; form: unknown } {
  if (Array.isArray(operand) && operand.length !== 1) {
    const sources = operand.map((source, i): [string, unknown] => [`${i}`, source]);
    return { sources, form: sources.map(([name]) => `$${name}`) };
  }
  const only = Array.isArray(operand) ? (operand[0] as unknown) : operand;
  const names = isPlainObject(only) ? Object.keys(only) : [];
  if (names.length === 0 || names[0]!.startsWith('$')) return { sources: [['0', only]], form: '$0' };
  if (names.some((name) => /[.$]/.test(name))) refuse(`unknown operand: ${names.join(', ')}`);
  return {
    sources: Object.entries(only as Doc),
    form: Object.fromEntries(names.map((name) => [name, `$${name}`])),
  };
}

/** A value without the BSON types of its numbers. */
function narrow(value: unknown): unknown {
  if (isNumeric(value)) return Number(numberOf(value));
  if (isRegex(value)) return toRegExp(value);
  if (Array.isArray(value)) return value.map(narrow);
  if (!isPlainObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, narrow(each)]));
}

function widened(value: unknown, widen: (value: number) => unknown): unknown {
  if (typeof value === 'number') return widen(value);
  if (Array.isArray(value)) return value.map((each) => widened(each, widen));
  if (!isPlainObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, widened(each, widen)]));
}
