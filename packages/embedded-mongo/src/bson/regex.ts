import type { BSONRegExp } from 'mongodb';
import { CommandError } from './errors.js';
import { bsonType } from './values.js';

/** A regular expression as a value, in either of its shapes. */
export function isRegex(value: unknown): value is BSONRegExp | RegExp {
  return bsonType(value) === 'BSONRegExp' || value instanceof RegExp;
}

/** The JavaScript regular expression for a BSON one. Throws BadValue for what JavaScript cannot say. */
export function toRegExp(pattern: unknown, flags?: unknown): RegExp {
  let source = pattern;
  let letters = typeof flags === 'string' ? flags : '';
  if (bsonType(pattern) === 'BSONRegExp') {
    source = (pattern as BSONRegExp).pattern;
    letters ||= (pattern as BSONRegExp).options;
  } else if (pattern instanceof RegExp) {
    source = pattern.source;
    letters ||= pattern.flags;
  }
  if (typeof source !== 'string') throw new CommandError('BadValue', '$regex has to be a string');
  if (/[^imsu]/.test(letters)) {
    throw new CommandError('BadValue', `invalid flag in regex options: ${letters}`);
  }
  try {
    return new RegExp(source, [...new Set(letters)].join(''));
  } catch (error) {
    throw new CommandError('BadValue', `Regular expression is invalid: ${(error as Error).message}`);
  }
}
