import { remember } from './remember.js';

/*
 * How dates and numbers are written: with the words of the reader's language, and the order, separators and hours of
 * the organization's region. Nothing else formats a date or a number for people.
 *
 * Both are in one locale, a language tag with the region as its override (`en-u-rg-dezzzz`, UTS 35): English with the
 * formats of Germany. A tag without it is written as usual in that language.
 */

const override = /-u-rg-([a-z]{2})zzzz$/;

/** The locale of a language with the formats of a region, such as `DE`; without a region, those of the language. */
export const localeOf = (language: string, region?: string | null): string =>
  region ? `${language}-u-rg-${region.toLowerCase()}zzzz` : language;

/** The language of a locale: `pt-BR` of `pt-BR-u-rg-dezzzz`. */
export const languageOfLocale = (locale: string): string => locale.replace(override, '');

/** The region whose formats a locale has. */
export const regionOf = remember(200, (locale): string => {
  const region = override.exec(locale)?.[1]?.toUpperCase();
  return region ?? new Intl.Locale(locale).maximize().region ?? 'US';
});

/** The tag that `Intl` knows the formats with words by: `pt-DE`. */
export const intlLocale = remember(200, (locale): string => {
  const tag = new Intl.Locale(languageOfLocale(locale), { region: regionOf(locale) }).toString();
  // English for a region that has no English of its own would be that of the United States.
  return tag.startsWith('en-') && new Intl.DateTimeFormat(tag).resolvedOptions().locale === 'en'
    ? 'en-001'
    : tag;
});

/** The tag that `Intl` knows the formats without words by: `de-DE`, in the language of most people of the region. */
export const localeOfNumbers = remember(200, (locale): string => {
  const region = regionOf(locale);
  const { language } = new Intl.Locale('und', { region }).maximize();
  return `${language}-${region}`;
});

/** The digits of the reader's language. */
const digitsOf = remember(
  200,
  (locale): string => new Intl.NumberFormat(languageOfLocale(locale)).resolvedOptions().numberingSystem,
);

/** Without marks for the direction of the script of the region. */
const withoutMarks = (text: string): string => text.replace(/\p{Cf}/gu, '');

/** One formatter for each locale, zone and style: making one takes longer than formatting a thousand values. */
const formatters = remember(500, (key): Intl.DateTimeFormat => {
  const [locale = '', timeZone, style = ''] = key.split('\n');
  return new Intl.DateTimeFormat(intlLocale(locale), {
    ...styles[style as Style],
    calendar: 'gregory',
    hourCycle: hourCycleOf(locale),
    timeZone,
  });
});

/** Whether the region counts the hours to 12 or to 24. */
const hourCycleOf = remember(200, (locale) => {
  const known = new Intl.Locale(localeOfNumbers(locale)) as Intl.Locale & LocaleInfo;
  const [first] = known.getHourCycles?.() ?? known.hourCycles ?? [];
  return first === 'h12' || first === 'h11' ? 'h12' : 'h23';
});

const styles = {
  time: { timeStyle: 'short' },
  month: { year: 'numeric', month: 'long' },
  monthName: { month: 'long' },
  shortMonthName: { month: 'short' },
  weekdayAndTime: {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    hour: 'numeric',
    minute: '2-digit',
  },
  weekday: { weekday: 'long' },
  hour: { hour: 'numeric', minute: '2-digit' },
  short: { day: 'numeric', month: 'short' },
  long: { year: 'numeric', month: 'long', day: 'numeric' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

type Style = keyof typeof styles;

const inStyle = (style: Style, locale: string, zone: string, at: Date): string =>
  formatters(`${locale}\n${zone}\n${style}`).format(at);

/** Digits alone, in the order and with the separators of the region. */
const numericFormat = remember(500, (key) => {
  const [locale = '', timeZone] = key.split('\n');
  return new Intl.DateTimeFormat(localeOfNumbers(locale), {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    calendar: 'gregory',
    numberingSystem: digitsOf(locale),
    timeZone,
  });
});

function numericDay(locale: string, zone: string, at: Date): string {
  return numericFormat(`${locale}\n${zone}`)
    .formatToParts(at)
    .map(({ type, value }, place, parts) => {
      if (type === 'day' || type === 'month' || type === 'year') return value;
      if (type !== 'literal') return '';
      if (!/\p{L}/u.test(value)) return withoutMarks(value);
      // Some regions write a word of their language behind the year. Between two parts, it is a fault of the data.
      return place === parts.length - 1 ? '' : '.';
    })
    .join('')
    .trim();
}

const utc = 'UTC';
const startOf = (day: string): Date => new Date(`${day}T00:00:00Z`);

/** A calendar day, `2026-11-29`, as people of the region write it: 29.11.2026. */
export const dayText = (locale: string, day: string): string => numericDay(locale, utc, startOf(day));

/** The calendar day of a moment in a zone: 29.11.2026. */
export const dateText = (locale: string, zone: string, at: Date): string => numericDay(locale, zone, at);

/** A calendar day without its year, for the axis of a chart: 24 Nov. */
export const shortDayText = (locale: string, day: string): string =>
  inStyle('short', locale, utc, startOf(day));

/** The time of a moment in a zone: 15:05. */
export const timeText = (locale: string, zone: string, at: Date): string => inStyle('time', locale, zone, at);

/** The month of a calendar day or a moment: November 2026. */
export const monthText = (locale: string, zone: string, at: Date | string): string =>
  typeof at === 'string' ? inStyle('month', locale, utc, startOf(at)) : inStyle('month', locale, zone, at);

/** The name of a month, `2026-11`: November; `short`: Nov. */
export const monthNameText = (locale: string, month: string, length: 'long' | 'short' = 'long'): string =>
  inStyle(length === 'long' ? 'monthName' : 'shortMonthName', locale, utc, startOf(`${month}-01`));

/** The day of a moment with the name of its month: 29 November 2026. */
export const longDateText = (locale: string, zone: string, at: Date): string =>
  inStyle('long', locale, zone, at);

/** A moment with its weekday: Tuesday 24 November at 9:00. */
export const weekdayAndTimeText = (locale: string, zone: string, at: Date): string =>
  inStyle('weekdayAndTime', locale, zone, at);

/** A full hour of the day: 9:00. */
export const hourText = (locale: string, hour: number): string =>
  // In UTC, where each hour exists.
  inStyle('hour', locale, utc, new Date(Date.UTC(2026, 0, 1, hour)));

/** The name of a weekday; 1 is Monday. */
export const weekdayText = (locale: string, weekday: number): string =>
  // 5 January 2026 is a Monday.
  inStyle('weekday', locale, utc, new Date(Date.UTC(2026, 0, 4 + weekday)));

/** The weekdays in the order of the region's calendar; 1 is Monday. */
export function weekdaysInOrder(locale: string): number[] {
  const known = new Intl.Locale(localeOfNumbers(locale)) as Intl.Locale & LocaleInfo;
  const first = (known.getWeekInfo?.() ?? known.weekInfo)?.firstDay ?? 1;
  return Array.from({ length: 7 }, (_, n) => ((first - 1 + n) % 7) + 1);
}

/** Methods in newer releases of Node.js, properties in older ones. */
interface LocaleInfo {
  getWeekInfo?: () => { firstDay: number };
  weekInfo?: { firstDay: number };
  getHourCycles?: () => string[];
  hourCycles?: string[];
}

const numberFormat = remember(
  200,
  (locale) => new Intl.NumberFormat(localeOfNumbers(locale), { numberingSystem: digitsOf(locale) }),
);

/** A number with the separators of the region: 12.345,6. */
export const numberText = (locale: string, value: number): string =>
  withoutMarks(numberFormat(locale).format(value));

/** Whether the region writes a comma before the decimals. */
export const hasDecimalComma = (locale: string): boolean => numberText(locale, 1.5).includes(',');

const currencyFormat = remember(200, (key) => {
  const [tag, numberingSystem, currency] = key.split('\n');
  return new Intl.NumberFormat(tag, { style: 'currency', currency, numberingSystem });
});

const sizeFormat = remember(50, (key) => {
  const [tag, numberingSystem, unit] = key.split('\n');
  const maximumFractionDigits = unit === 'megabyte' ? 0 : 1;
  return new Intl.NumberFormat(tag, { style: 'unit', unit, maximumFractionDigits, numberingSystem });
});

/** The size of stored data in MB, GB or TB: 1,5 GB. */
export function bytesText(locale: string, bytes: number): string {
  const units = ['megabyte', 'gigabyte', 'terabyte'];
  const power = Math.min(2, Math.max(0, Math.floor(Math.log(Math.max(1, bytes)) / Math.log(1024)) - 2));
  const key = `${localeOfNumbers(locale)}\n${digitsOf(locale)}\n${units[power]!}`;
  return withoutMarks(sizeFormat(key).format(bytes / 1024 ** (power + 2)));
}

/** An amount in a currency as the region writes it, with the currency's symbol in the reader's language: 19,99 €. */
export function moneyText(locale: string, currency: string, value: number): string {
  const currencyIn = (tag: string) =>
    currencyFormat(`${tag}\n${digitsOf(locale)}\n${currency}`).formatToParts(value);
  const symbol =
    currencyIn(languageOfLocale(locale)).find(({ type }) => type === 'currency')?.value ?? currency;
  const parts = currencyIn(localeOfNumbers(locale)).map(({ type, value: text }) =>
    type === 'currency' ? symbol : text,
  );
  return withoutMarks(parts.join('')).trim();
}

/** The distance to another time: “3 days ago”. */
export const distanceText = (
  locale: string,
  [count, unit]: [count: number, unit: Intl.RelativeTimeFormatUnit],
  numeric: 'always' | 'auto',
): string => new Intl.RelativeTimeFormat(intlLocale(locale), { numeric }).format(count, unit);

/** Several names in a row: “LinkedIn, Bluesky and X”. */
export const listText = (locale: string, names: string[]): string =>
  new Intl.ListFormat(intlLocale(locale), { type: 'conjunction' }).format(names);

/** Several names with nothing but their separators: “LinkedIn, Bluesky, X”. */
export const enumerationText = (locale: string, names: string[]): string =>
  new Intl.ListFormat(languageOfLocale(locale), { type: 'unit', style: 'short' }).format(names);

/** The name of a language from its tag, or the tag if it has none: Node 22 throws for some that Node 20 accepted. */
export const languageText = (locale: string, tag: string): string => nameOf(locale, 'language', tag);

/** The name of a region from its code: Germany. */
export const regionText = (locale: string, code: string): string => nameOf(locale, 'region', code);

/** The name of a currency from its code: euro. */
export const currencyText = (locale: string, code: string): string => nameOf(locale, 'currency', code);

const displayNames = remember(100, (key) => {
  const [language = '', type] = key.split('\n');
  return new Intl.DisplayNames([language], { type: type as Intl.DisplayNamesType });
});

function nameOf(locale: string, type: Intl.DisplayNamesType, code: string): string {
  try {
    return displayNames(`${languageOfLocale(locale)}\n${type}`).of(code) ?? code;
  } catch {
    return code;
  }
}
