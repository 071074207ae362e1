/*
 * A language that nobody speaks, for development and tests: English with accents, in brackets, two fifths longer, and
 * written from right to left. It shows words that are not in the catalogue, and places that are too narrow for other
 * languages.
 */

/** Its tag: English of a region that stands for tests. */
export const pseudoLanguage = 'en-XB';

const plain = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
const accented = 'àƀçđéƒğħíĵķĺɱñóþǫŕšŧúṽŵẋýžÀƁÇĐÉƑĞĦÍĴĶĹṀÑÓÞǪŔŠŦÚṼŴẊÝŽ';
const accents = new Map([...plain].map((letter, n) => [letter, [...accented][n]!]));

/** Names of values, `{{name}}`, and `{name}` where a script fills it in. */
const placeholder = /(\{\{[^}]*\}\}|\{[^}]*\})/;
const longer = 0.4;
/** Words of usual lengths, so that lines can break as in a language. */
const more = ['óñé', 'ŧŵó', 'ŧħŕéé', 'ƒóúŕ', 'ƒíṽé'];

/** The brackets around each text; what stands outside of them is not from the catalogue. */
export const pseudoBrackets = ['⟦', '⟧'] as const;

/** A text of the English catalogue in this language. */
export function inPseudoLanguage(text: string): string {
  const parts = text.split(placeholder);
  const changed = parts.map((part, n) =>
    n % 2 ? part : [...part].map((letter) => accents.get(letter) ?? letter).join(''),
  );
  const letters = parts.filter((_, n) => n % 2 === 0).join('').length;
  let filling = '';
  for (let n = 0; filling.length < letters * longer; n += 1) filling += ` ${more[n % more.length]!}`;
  return `${pseudoBrackets[0]}${changed.join('')}${filling}${pseudoBrackets[1]}`;
}

/** A catalogue of texts in this language. */
export function pseudoCatalogue(words: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(words).map(([key, value]) => [
      key,
      typeof value === 'string' ? inPseudoLanguage(value) : pseudoCatalogue(value as Record<string, unknown>),
    ]),
  );
}
