import { kindOf } from '../bson/numbers.js';
import { pure } from './operator.js';
import type { Operator } from './operator.js';
import { typeName } from '../bson/types.js';

/** Operators on the types of values. */
export const typeOperators: Record<string, Operator> = {
  $isNumber: pure((value) => kindOf(value) !== undefined),
  $type: pure((value) => (value === undefined ? 'missing' : typeName(value))),
};
