import { moneyText } from './formats.js';
import { remember } from './remember.js';

/** How many decimals a currency has: two for EUR, none for JPY. */
export const decimalsOf = remember(
  500,
  (currency): number =>
    new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits!,
);

/** The regions whose ways to write currencies are known. */
const locales = [
  'en',
  'en-CA',
  'en-AU',
  'de',
  'de-CH',
  'fr',
  'pl',
  'cs',
  'da',
  'sv',
  'ja',
  'pt-BR',
  'zh',
  'tr',
  'uk',
];

/** What is written for a currency, in capitals: its code, and its signs in many regions. */
export const symbolsOf = remember(500, (currency): Set<string> => {
  const symbols = locales.flatMap((locale) =>
    (['symbol', 'narrowSymbol'] as const).map((currencyDisplay) =>
      new Intl.NumberFormat(locale, { style: 'currency', currency, currencyDisplay })
        .formatToParts(1)
        .find(({ type }) => type === 'currency')!
        .value.toUpperCase(),
    ),
  );
  return new Set([currency, ...symbols]);
});

/** Converts minor units to the currency: 1999 EUR is 19.99. */
export const inMajorUnits = (minor: number, currency: string): number => minor / 10 ** decimalsOf(currency);

/** Formats minor units for a locale: 1999 EUR is €19.99, 500 JPY is ¥500. */
export const money = (minor: number, currency: string, locale: string): string =>
  moneyText(locale, currency, inMajorUnits(minor, currency));
