import { DateTime, FixedOffsetZone, IANAZone, type Zone } from 'luxon';
import { monthNamed } from './month-names.js';
import { hourOfDay, zoneOffset } from './zone-offsets.js';

/**
 * How dates are written. `month-name` has the month in letters, `excel` is the number of days since 1900, and `unix`
 * means seconds or milliseconds since 1970.
 */
export const dateFormats = ['year-first', 'day-first', 'month-first', 'month-name', 'excel', 'unix'] as const;
export type DateFormat = (typeof dateFormats)[number];

const offset = '(?:UTC|GMT)?[+-](?:1[0-4]|0?\\d)(?::?[0-5]\\d)?';
const time = `(?:[T,]?\\s*(?<hour>\\d{1,2}):(?<minute>\\d{2})(?::(?<second>\\d{2})(?:[.,]\\d{1,9})?)?\\s*(?<half>[ap]\\.?m\\.?(?![a-z]))?\\s*\\(?(?<zone>${offset}|[a-z]{1,5}|[a-z_]{2,}(?:/[a-z_-]{2,}){1,2})?\\)?)?`;
/** Longer than any date with a time. Limits the work of the patterns below, which backtrack over spaces. */
const longestMoment = 60;

const mark = '[-./]';
const day = '(?<day>\\d{1,2})';
const month = '(?<month>\\d{1,2})';
const year = '(?<year>\\d{4})';
const name = '(?<name>\\p{L}[\\p{L}\\p{M}]{1,14})\\.?';
const between = '(?:[-./]|,?\\s+)';
const shapes = {
  'year-first': [`(?<year>\\d{4})(?<mark>${mark}?)(?<month>\\d{2})\\k<mark>(?<day>\\d{2})`],
  'day-first': [`${day}(?<mark>${mark})${month}\\k<mark>${year}`],
  'month-first': [`${month}(?<mark>${mark})${day}\\k<mark>${year}`],
  'month-name': [
    // A day of the week may come first. Some languages write 'de' or 'th' in between.
    `(?:\\p{L}{2,13}\\.?,?\\s+)?${day}(?:st|nd|rd|th)?\\.?(?:${between}|\\s+de\\s+)?${name}(?:${between}|\\s+de\\s+)(?<year>\\d{4}|\\d{2})`,
    `(?:\\p{L}{2,13}\\.?,?\\s+)?${name}${between}${day}(?:st|nd|rd|th)?,?\\s+${year}`,
    `${year}${between}${name}${between}${day}`,
  ],
};
const patterns = Object.fromEntries(
  Object.entries(shapes).map(([format, all]) => [
    format,
    all.map((shape) => new RegExp(`^${shape}${time}$`, 'iu')),
  ]),
) as Record<keyof typeof shapes, RegExp[]>;

/**
 * The moment in a cell; null when it has another format or the day does not exist. Without an offset it is local
 * time in `zone`. A day without a time means its end, so that clicks of that day come before it; today means now.
 */
export function readMoment(cell: string, format: DateFormat, zone: string, now: Date): Date | null {
  const text = cell.trim().replaceAll('\u2212', '-');
  if (text.length > longestMoment) return null;
  if (format === 'unix') return readUnix(text);
  if (format === 'excel') return readExcel(text, zone, now);
  for (const pattern of patterns[format]) {
    const parts = pattern.exec(text)?.groups;
    if (parts && (!parts.name || monthNamed(parts.name))) return momentOf(parts, zone, now);
  }
  return null;
}

function momentOf(parts: Record<string, string | undefined>, zone: string, now: Date): Date | null {
  const ofYear = Number(parts.year) + (parts.year!.length === 2 ? 2000 : 0);
  const ofMonth = parts.name === undefined ? Number(parts.month) : monthNamed(parts.name);
  if (!ofMonth) return null;
  const date = { year: ofYear, month: ofMonth, day: Number(parts.day) };
  if (parts.hour === undefined) return endOfDay(DateTime.fromObject(date, { zone }), now);
  const hour = hourOfDay(Number(parts.hour), parts.half);
  const there = parts.zone ? zoneNamed(parts.zone) : zone;
  if (hour === undefined || there === null) return null;
  const at = DateTime.fromObject(
    { ...date, hour, minute: Number(parts.minute), second: Number(parts.second ?? 0) },
    { zone: there },
  );
  return at.isValid ? at.toJSDate() : null;
}

function endOfDay(date: DateTime, now: Date): Date | null {
  if (!date.isValid) return null;
  const isToday = date.hasSame(DateTime.fromJSDate(now, { zone: date.zone }), 'day');
  return isToday ? now : date.endOf('day').startOf('second').toJSDate();
}

/** The zone of an offset such as `+01:00`, an abbreviation such as `CEST` or a name such as `Europe/Berlin`. */
function zoneNamed(text: string): Zone | null {
  if (text.includes('/')) return IANAZone.isValidZone(text) ? new IANAZone(text) : null;
  const offset = zoneOffset(text);
  return offset === undefined ? null : FixedOffsetZone.instance(offset);
}

function readUnix(text: string): Date | null {
  if (!/^\d{9,10}$|^\d{12,13}$/.test(text)) return null;
  return new Date(Number(text) * (text.length <= 10 ? 1_000 : 1));
}

/** A day of a spreadsheet, from 1982 to 2064; its decimals are the part of the day that has passed. */
function readExcel(text: string, zone: string, now: Date): Date | null {
  const [, days, part] = /^([345]\d{4})(?:[.,](\d{1,15}))?$/.exec(text) ?? [];
  if (!days) return null;
  // 1900 began with day 1, and Excel counts a 29 February 1900 that never was.
  const date = DateTime.fromObject({ year: 1899, month: 12, day: 30 }, { zone }).plus({ days: Number(days) });
  if (!part) return endOfDay(date, now);
  const seconds = Math.round(Number(`0.${part}`) * 86_400);
  // By the clock: a day that is an hour longer has its evening at the same time.
  return DateTime.fromObject({ year: date.year, month: date.month, day: date.day }, { zone })
    .set({
      hour: Math.floor(seconds / 3600),
      minute: Math.floor((seconds % 3600) / 60),
      second: seconds % 60,
    })
    .toJSDate();
}

/** The formats in which most of these cells can be read; a few wrong cells don't matter. */
export function likelyFormats(cells: string[], now: Date): DateFormat[] {
  const counts = dateFormats.map(
    (format) => cells.filter((cell) => readMoment(cell, format, 'utc', now)).length,
  );
  const most = Math.max(...counts);
  return dateFormats.filter((_, n) => most > 0 && counts[n] === most);
}
