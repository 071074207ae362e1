/** So many decimals a currency has: two for EUR, none for JPY. */
const decimalsOf = (currency: string): number =>
  new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits!;

/** Minor units as a number of the currency itself: 1999 EUR is 19.99. */
export const inMajorUnits = (minor: number, currency: string): number => minor / 10 ** decimalsOf(currency);

/** Minor units as an amount in words of a language: 1999 EUR is €19.99, 500 JPY is ¥500. */
export const money = (minor: number, currency: string, lang: string): string =>
  new Intl.NumberFormat(lang, { style: 'currency', currency }).format(inMajorUnits(minor, currency));
