import { CommandError } from '../bson/errors.js';
import { typeName } from '../bson/types.js';
import { isPlainObject, numberOf } from '../bson/values.js';
import type { Doc } from '../bson/values.js';
import { asDouble, kindOf } from '../bson/numbers.js';

/** What an expression is computed from: a document, and the variables in force. */
export interface Scope {
  root: unknown;
  variables: Readonly<Doc>;
}

/** A compiled expression; undefined means missing. Values keep their BSON types. */
export type Compute = (scope: Scope) => unknown;

/** Compiles an operand. */
export type Compile = (source: unknown) => Compute;

/** Compiles the operator of an expression from its operand. */
export type Operator = (operand: unknown, compile: Compile) => Compute;

/** Whether a value is null or missing. */
export function isNothing(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}

/** Whether a value counts as true: all but false, null, missing and zero. */
export function truth(value: unknown): boolean {
  return kindOf(value) === undefined ? !isNothing(value) && value !== false : asDouble(value) !== 0;
}

/** Throws BadValue. */
export function refuse(message: string): never {
  throw new CommandError('BadValue', message);
}

/** An operator that is a function of its operands: of one, or of all in an array. */
export function pure(compute: (...operands: unknown[]) => unknown, least = 1, most = least): Operator {
  return (operand, compile) => {
    const operands = (Array.isArray(operand) ? operand : [operand]).map((each) => compile(each));
    if (operands.length < least || operands.length > most) {
      const expected = most === least ? `exactly ${least}` : `${least} to ${most}`;
      refuse(`an expression takes ${expected} arguments, ${operands.length} were passed in`);
    }
    const [first, second] = operands as [Compute, Compute];
    if (operands.length === 1) return (scope) => compute(first(scope));
    if (operands.length === 2) return (scope) => compute(first(scope), second(scope));
    return (scope) => compute(...operands.map((each) => each(scope)));
  };
}

/** The same, but null if one of the operands is null or missing. */
export function strict(compute: (...operands: unknown[]) => unknown, least = 1, most = least): Operator {
  return pure((...operands) => (operands.some(isNothing) ? null : compute(...operands)), least, most);
}

/** An operator with named operands; those after `needed` may be left out, and are undefined then. */
export function named(
  compute: (operands: Record<string, unknown>) => unknown,
  needed: readonly string[],
  optional: readonly string[] = [],
): Operator {
  return (operand, compile) => {
    const computes = Object.entries(options(operand, needed, optional)).map(
      ([name, source]) => [name, compile(source)] as const,
    );
    return (scope) => compute(Object.fromEntries(computes.map(([name, each]) => [name, each(scope)])));
  };
}

/** The named operands of an operator, checked. */
export function options(operand: unknown, needed: readonly string[], optional: readonly string[] = []): Doc {
  if (!isPlainObject(operand)) refuse(`an object with ${needed.join(', ')} is expected`);
  const missing = needed.find((name) => !(name in operand));
  if (missing !== undefined) refuse(`Missing '${missing}' parameter`);
  const unknown = Object.keys(operand).find((name) => !needed.includes(name) && !optional.includes(name));
  if (unknown !== undefined) refuse(`Unrecognized parameter: ${unknown}`);
  return operand;
}

/** The value, if it is an array. Throws BadValue. */
export function asArray(name: string, value: unknown): unknown[] {
  return Array.isArray(value) ? value : refuse(`${name} requires an array, not ${typeName(value)}`);
}

/** The value, if it is a string. Throws BadValue. */
export function asText(name: string, value: unknown): string {
  return typeof value === 'string' ? value : refuse(`${name} requires a string, not ${typeName(value)}`);
}

/** The value, if it is a document. Throws BadValue. */
export function asObject(name: string, value: unknown): Doc {
  return isPlainObject(value) ? value : refuse(`${name} requires an object, not ${typeName(value)}`);
}

/** The value, if it is a number. Throws BadValue. */
export function asNumber(name: string, value: unknown): unknown {
  return kindOf(value) === undefined
    ? refuse(`${name} only supports numeric types, not ${typeName(value)}`)
    : value;
}

/** A whole number of 32 bits, of any numeric type, as a JavaScript number. */
export function asInt(name: string, value: unknown): number {
  const number = kindOf(value) === undefined ? NaN : Number(numberOf(value));
  return Number.isInteger(number) && Math.abs(number) <= 2 ** 31
    ? number
    : refuse(`${name} requires a 32-bit integer, not ${typeName(value)}`);
}
