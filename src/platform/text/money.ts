import { remember } from './remember.js';

const formatOf = (lang: string, currency: string) =>
  new Intl.NumberFormat(lang, { style: 'currency', currency });

/** How many decimals a currency has: two for EUR, none for JPY. */
export const decimalsOf = remember(
  500,
  (currency): number => formatOf('en', currency).resolvedOptions().maximumFractionDigits!,
);

/** Converts minor units to the currency: 1999 EUR is 19.99. */
export const inMajorUnits = (minor: number, currency: string): number => minor / 10 ** decimalsOf(currency);

/** Formats minor units in a language: 1999 EUR is €19.99, 500 JPY is ¥500. */
export const money = (minor: number, currency: string, lang: string): string =>
  formatOf(lang, currency).format(inMajorUnits(minor, currency));
