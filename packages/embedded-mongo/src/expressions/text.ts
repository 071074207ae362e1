import { BSON } from 'mongodb';
import * as mingo from 'mingo/operators/expression';
import { borrow } from './borrowed.js';
import type { Borrowed } from './borrowed.js';
import { int } from '../bson/numbers.js';
import { asInt, asText, isNothing, pure, strict } from './operator.js';
import type { Operator } from './operator.js';
import { scalarText } from './types.js';
import { dateOperators } from './dates.js';
import { compare } from '../bson/values.js';

/** Operators on texts and dates, most of them mingo's. */

/** The text of an operand; null counts as the empty text. */
function textOf(value: unknown): string {
  return isNothing(value) ? '' : scalarText(value);
}

function indexOf(value: unknown, part: unknown, start?: unknown, end?: unknown): unknown {
  if (isNothing(value)) return null;
  const letters = [...asText('$indexOfCP', value)].slice(
    0,
    isNothing(end) ? undefined : asInt('$indexOfCP', end),
  );
  const from = isNothing(start) ? 0 : asInt('$indexOfCP', start);
  const text = letters.slice(from).join('');
  const at = text.indexOf(asText('$indexOfCP', part));
  return int(at < 0 ? -1 : from + [...text.slice(0, at)].length);
}

const borrowedNames = [
  ...['$indexOfBytes', '$ltrim', '$regexFind', '$regexFindAll', '$regexMatch', '$replaceAll', '$replaceOne'],
  ...['$rtrim', '$split', '$strLenBytes', '$strLenCP', '$substr', '$substrBytes', '$substrCP', '$trim'],
  ...['$dateFromString', '$dateToParts', '$dateToString'],
] as const;

const borrowed = Object.fromEntries(
  borrowedNames.map((name) => [name, borrow(mingo[name as keyof typeof mingo] as Borrowed)]),
);

const dates = Object.fromEntries(
  Object.entries(dateOperators).map(([name, operator]) => [name, borrow(operator)]),
);

const long = (value: number): unknown => BSON.Long.fromNumber(value);

export const textOperators: Record<string, Operator> = {
  ...borrowed,
  ...dates,
  $dateDiff: borrow(dateOperators.$dateDiff!, long),
  $isoWeekYear: borrow(dateOperators.$isoWeekYear!, long),
  $concat: strict((...texts) => texts.map((each) => asText('$concat', each)).join(''), 0, Infinity),
  $indexOfCP: pure(indexOf, 2, 4),
  $strcasecmp: pure((a, b) => int(Math.sign(compare(textOf(a).toUpperCase(), textOf(b).toUpperCase()))), 2),
  // The server changes the case of ASCII letters only.
  $toLower: pure((value) => textOf(value).replace(/[A-Z]/g, (letter) => letter.toLowerCase())),
  $toUpper: pure((value) => textOf(value).replace(/[a-z]/g, (letter) => letter.toUpperCase())),
};
