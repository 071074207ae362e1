import { CommandError } from '../bson/errors.js';
import { compileExpression } from '../expressions/compile.js';
import type { MatchOptions, Predicate } from './filter-contract.js';
import { elementTest, fieldTests } from './operators.js';
import { truth } from '../expressions/operator.js';
import { isPlainObject, isReferenceField } from '../bson/values.js';
import type { Doc } from '../bson/values.js';

/** Compiles a query filter. Throws BadValue for what no filter may say. */
export function compileFilter(filter: Doc, options: MatchOptions = {}): Predicate {
  const tests: Predicate[] = [];
  for (const [key, value] of Object.entries(filter)) {
    if (key.startsWith('$') && !isReferenceField(key)) {
      const test = topLevel(key, value, options);
      if (test) tests.push(test);
    } else {
      tests.push(...fieldTests(key, value, { ...options, compile: compileFilter }));
    }
  }
  if (tests.length === 1) return tests[0]!;
  return (doc, match) => tests.every((test) => test(doc, match));
}

/** Compiles what `$elemMatch` asks of an element. Throws BadValue. */
export function compileElementTest(
  operand: unknown,
  options: MatchOptions = {},
): (element: unknown) => boolean {
  return elementTest(operand, { ...options, compile: compileFilter });
}

function topLevel(operator: string, value: unknown, options: MatchOptions): Predicate | undefined {
  switch (operator) {
    case '$and': {
      const parts = branches(operator, value, options);
      return (doc, match) => parts.every((part) => part(doc, match));
    }
    case '$or': {
      const parts = branches(operator, value, options);
      // Of several branches none tells a position, since MongoDB has none then (OrMatchExpression::matches).
      return parts.length === 1 ? parts[0]! : (doc) => parts.some((part) => part(doc));
    }
    case '$nor': {
      const parts = branches(operator, value, options);
      return (doc) => !parts.some((part) => part(doc));
    }
    case '$expr': {
      const expression = compileExpression(value, options.variables);
      return (doc) => truth(expression(doc));
    }
    case '$comment':
      return undefined;
    case '$where':
      throw new CommandError('BadValue', '$where is disabled: this store runs no JavaScript');
    default:
      throw new CommandError('BadValue', `unknown top level operator: ${operator}`);
  }
}

/** The parts of a `$and`, `$or` or `$nor`, checked. */
export function branchFilters(operator: string, value: unknown): Doc[] {
  if (!Array.isArray(value)) throw new CommandError('BadValue', `${operator} must be an array`);
  if (value.length === 0) {
    throw new CommandError('BadValue', '$and/$or/$nor must be a nonempty array');
  }
  return value.map((branch: unknown) => {
    if (isPlainObject(branch)) return branch;
    throw new CommandError('BadValue', '$or/$and/$nor entries need to be full objects');
  });
}

function branches(operator: string, value: unknown, options: MatchOptions): Predicate[] {
  return branchFilters(operator, value).map((branch) => compileFilter(branch, options));
}
