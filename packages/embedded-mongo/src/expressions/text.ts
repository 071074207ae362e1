import { asText, strict } from './operator.js';
import type { Operator } from './operator.js';

/** Operators on texts. */
export const textOperators: Record<string, Operator> = {
  $concat: strict((...texts) => texts.map((each) => asText('$concat', each)).join(''), 0, Infinity),
};
