/** The languages whose names of months are read: those of the platform's usual exports. */
const languages = [
  'en',
  'de',
  'fr',
  'es',
  'it',
  'pt',
  'nl',
  'da',
  'nb',
  'sv',
  'fi',
  'pl',
  'cs',
  'hu',
  'ro',
  'tr',
  'el',
  'ru',
  'uk',
];

/** Small letters without accents and points. */
const fold = (name: string): string =>
  name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\p{M}.]/gu, '');

function readNames(): Map<string, number> {
  const numbers = new Map<string, number>();
  for (const language of languages)
    for (const month of ['long', 'short'] as const)
      // Many languages write a month in another way after a day.
      for (const day of [undefined, 'numeric'] as const) {
        const format = new Intl.DateTimeFormat(language, { month, day, timeZone: 'UTC' });
        for (let number = 1; number <= 12; number += 1) {
          const parts = format.formatToParts(Date.UTC(2026, number - 1, 15));
          const name = fold(parts.find(({ type }) => type === 'month')!.value);
          // A name with two meanings, such as a month that two languages count differently, has none.
          numbers.set(name, [undefined, number].includes(numbers.get(name)) ? number : 0);
        }
      }
  // Usual in English and German, but not in every release of Unicode's names.
  return new Map([...numbers, ['sept', 9], ['sep', 9], ['marz', 3], ['mrz', 3]]);
}

let known: Map<string, number> | undefined;

/** The number of a month by its name or abbreviation in many languages, from 1; undefined for other words. */
export function monthNumber(name: string): number | undefined {
  known ??= readNames();
  return known.get(fold(name)) || undefined;
}
