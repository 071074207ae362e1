import { CommandError } from './errors.js';
import { isPlainObject, toBoolean, toNumber } from './values.js';
import type { Fold } from './values.js';

/** Strength 2: case is folded away, accents count. */
const caseless: Fold = (text) => text.normalize('NFD').toLowerCase();

/** Strength 1: neither case nor accents count. */
const baseLetters: Fold = (text) => caseless(text).replace(/\p{M}/gu, '');

/**
 * How a collation compares strings: undefined for plain byte order. Strengths 1 and 2 are supported, by
 * folding and then comparing by code point; anything else a collation can ask for is refused.
 */
export function collationOf(collation: unknown): Fold | undefined {
  if (collation === undefined) return undefined;
  if (!isPlainObject(collation) || typeof collation.locale !== 'string') {
    throw new CommandError('BadValue', "a collation must be a document with a 'locale'");
  }
  if (collation.locale === 'simple') return undefined;
  const strength = toNumber(collation.strength, 3);
  const special = ['caseLevel', 'numericOrdering', 'backwards'].some((name) => toBoolean(collation[name]));
  if (special || collation.alternate === 'shifted' || (strength !== 1 && strength !== 2)) {
    throw new CommandError('NotImplemented', 'this store supports collations of strength 1 and 2 only');
  }
  return strength === 2 ? caseless : baseLetters;
}
