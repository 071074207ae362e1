import { accumulatorOperators } from './accumulators.js';
import { CommandError } from '../bson/errors.js';
import { numberOperators } from './numbers.js';
import { arrayOperators } from './arrays.js';
import { controlOperators } from './control.js';
import { textOperators } from './text.js';
import { typeOperators } from './types.js';
import { refuse } from './operator.js';
import type { Compile, Compute, Operator, Scope } from './operator.js';
import { isPlainObject, setField } from '../bson/values.js';
import type { Doc } from '../bson/values.js';

/** Aggregation expressions, compiled to functions of a document whose values keep their BSON types. */

const operators: Record<string, Operator> = {
  ...accumulatorOperators,
  ...arrayOperators,
  ...controlOperators,
  ...numberOperators,
  ...textOperators,
  ...typeOperators,
};

/** Computes an aggregation expression for a document; undefined means missing. */
export type Expression = (doc: Doc) => unknown;

/**
 * Compiles an aggregation expression. Throws InvalidPipelineOperator for an operator nobody knows, BadValue
 * for an undefined variable or operands that cannot be right.
 */
export function compileExpression(source: unknown, variables: Readonly<Doc> = {}): Expression {
  const compute = compilerFor(variables)(source);
  return (doc) => compute({ root: doc, variables });
}

/** The compiler of expressions in which these variables have values. */
export function compilerFor(variables: Readonly<Doc>): Compile {
  const now = new Date();
  const names = new Set(Object.keys(variables));
  const compile: Compile = (source) => {
    if (typeof source === 'string' && source.startsWith('$')) return reference(source, names, now);
    if (Array.isArray(source)) return arrayOf(source.map((each) => compile(each)));
    if (isPlainObject(source)) return objectOf(source, compile);
    return () => source;
  };
  return compile;
}

function arrayOf(elements: Compute[]): Compute {
  return (scope) => elements.map((each) => each(scope) ?? null);
}

function objectOf(source: Doc, compile: Compile): Compute {
  const names = Object.keys(source);
  const operator = names.find((name) => name.startsWith('$'));
  if (operator === undefined) {
    const members = names.map((name) => [name, compile(source[name])] as const);
    return (scope) => {
      const result: Doc = {};
      for (const [name, compute] of members) {
        const value = compute(scope);
        if (value !== undefined) setField(result, name, value);
      }
      return result;
    };
  }
  if (!Object.hasOwn(operators, operator)) {
    throw new CommandError('InvalidPipelineOperator', `Unrecognized expression '${operator}'`);
  }
  if (names.length > 1) refuse('an object representing an expression must have exactly one field');
  return operators[operator]!(source[operator], compile);
}

/** `$path` or `$$variable.path`. */
function reference(source: string, names: ReadonlySet<string>, now: Date): Compute {
  if (!source.startsWith('$$')) return below((scope) => scope.root, source.slice(1).split('.'));
  const [name = '', ...path] = source.slice(2).split('.');
  return below(variable(name, names, now), path);
}

function variable(name: string, names: ReadonlySet<string>, now: Date): Compute {
  if (names.has(name)) return (scope: Scope) => scope.variables[name];
  switch (name) {
    case 'ROOT':
    case 'CURRENT':
      return (scope) => scope.root;
    case 'REMOVE':
      return () => undefined;
    case 'NOW':
      return () => now;
    default:
      throw new CommandError('Location17276', `Use of undefined variable: ${name}`);
  }
}

function below(from: Compute, path: readonly string[]): Compute {
  if (path.includes('')) refuse('FieldPath field names may not be empty strings');
  const [only, ...deeper] = path;
  if (only === undefined) return from;
  if (deeper.length > 0) return (scope) => atPath(from(scope), path, 0);
  return (scope) => {
    const value = from(scope);
    if (isPlainObject(value)) return Object.hasOwn(value, only) ? value[only] : undefined;
    return atPath(value, path, 0);
  };
}

/** The value at a path; for an array on the way, the array of what its documents have there. */
function atPath(value: unknown, path: readonly string[], depth: number): unknown {
  if (depth === path.length) return value;
  if (Array.isArray(value)) {
    return value
      .map((each) => (isPlainObject(each) ? atPath(each, path, depth) : undefined))
      .filter((each) => each !== undefined);
  }
  const name = path[depth]!;
  return isPlainObject(value) && Object.hasOwn(value, name)
    ? atPath(value[name], path, depth + 1)
    : undefined;
}
