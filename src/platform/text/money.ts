import { moneyText } from './formats.js';
import { remember } from './remember.js';

/** How many decimals a currency has: two for EUR, none for JPY. */
export const decimalsOf = remember(
  500,
  (currency): number =>
    new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits!,
);

/** Converts minor units to the currency: 1999 EUR is 19.99. */
export const inMajorUnits = (minor: number, currency: string): number => minor / 10 ** decimalsOf(currency);

/** Formats minor units for a locale: 1999 EUR is €19.99, 500 JPY is ¥500. */
export const money = (minor: number, currency: string, locale: string): string =>
  moneyText(locale, currency, inMajorUnits(minor, currency));
