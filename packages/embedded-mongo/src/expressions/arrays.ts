import { int } from '../bson/numbers.js';
import { asArray, asInt, pure, strict } from './operator.js';
import type { Operator } from './operator.js';
import { equal } from '../bson/values.js';

/** Operators on arrays, whose elements keep their exact values. */
export const arrayOperators: Record<string, Operator> = {
  $arrayElemAt: strict((array, index) => asArray('$arrayElemAt', array).at(asInt('$arrayElemAt', index)), 2),
  $in: pure((value, array) => asArray('$in', array).some((element) => equal(element, value)), 2),
  $isArray: pure((value) => Array.isArray(value)),
  $size: pure((array) => int(asArray('The argument to $size', array).length)),
};
