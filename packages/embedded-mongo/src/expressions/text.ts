import { asText, isNothing, pure, refuse, strict } from './operator.js';
import type { Operator } from './operator.js';
import { typeName } from '../bson/types.js';

/** The text of an operand; null counts as the empty text. */
function textOf(value: unknown): string {
  if (isNothing(value)) return '';
  return typeof value === 'string'
    ? value
    : refuse(`can't convert from BSON type ${typeName(value)} to String`);
}

/** Operators on texts. */
export const textOperators: Record<string, Operator> = {
  $concat: strict((...texts) => texts.map((each) => asText('$concat', each)).join(''), 0, Infinity),
  // The server changes the case of ASCII letters only.
  $toLower: pure((value) => textOf(value).replace(/[A-Z]/g, (letter) => letter.toLowerCase())),
  $toUpper: pure((value) => textOf(value).replace(/[a-z]/g, (letter) => letter.toUpperCase())),
};
