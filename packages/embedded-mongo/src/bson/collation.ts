import { CommandError, unknownField } from './errors.js';
import { isPlainObject, toBoolean, toNumber } from './values.js';
import type { Fold } from './values.js';

/** Strength 2: case is folded away, accents count. */
const caseless: Fold = (text) => text.normalize('NFD').toLowerCase();

/** Strength 1: neither case nor accents count. */
const baseLetters: Fold = (text) => caseless(text).replace(/\p{M}/gu, '');

/** Strength 3: case counts where nothing else differs, small letters first. */
const smallFirst: Fold = (text) => {
  const cases = [...text.normalize('NFD')].map((letter) => (letter === letter.toLowerCase() ? 0 : 1));
  return `${caseless(text)}\0${cases.join('')}`;
};

const folds = new Map<unknown, Fold>([
  [1, baseLetters],
  [2, caseless],
  [3, smallFirst],
]);

const knownFields = [
  ...['locale', 'strength', 'caseLevel', 'caseFirst', 'numericOrdering', 'alternate', 'maxVariable'],
  ...['normalization', 'backwards', 'version'],
];

/**
 * How a collation compares strings: undefined for plain byte order. Strengths 1 to 3 are supported, by
 * folding and then comparing by code point; anything else a collation can ask for is refused.
 */
export function collationOf(collation: unknown): Fold | undefined {
  if (collation === undefined) return undefined;
  if (!isPlainObject(collation) || typeof collation.locale !== 'string') {
    throw new CommandError('BadValue', "a collation must be a document with a 'locale'");
  }
  const unknown = Object.keys(collation).find((name) => !knownFields.includes(name));
  if (unknown !== undefined) throw unknownField('collation', unknown);
  if (collation.locale === 'simple') return undefined;
  const fold = folds.get(toNumber(collation.strength, 3));
  const special = ['caseLevel', 'numericOrdering', 'backwards'].some((name) => toBoolean(collation[name]));
  if (!fold || special || collation.alternate === 'shifted' || collation.caseFirst === 'upper') {
    throw new CommandError('NotImplemented', 'this store supports plain collations of strength 1 to 3 only');
  }
  return fold;
}
