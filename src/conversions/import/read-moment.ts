import { DateTime } from 'luxon';

/** How dates are written. `unix` means seconds or milliseconds since 1970. */
export const dateFormats = ['year-first', 'day-first', 'month-first', 'unix'] as const;
export type DateFormat = (typeof dateFormats)[number];

const time =
  '(?:[T,]?\\s*(?<hour>\\d{1,2}):(?<minute>\\d{2})(?::(?<second>\\d{2})(?:[.,]\\d{1,9})?)?\\s*(?<half>[ap]m)?\\s*(?<zone>z|utc|[+-](?:0\\d|1[0-4]):?[0-5]\\d)?)?';
/** Longer than any date with a time. Limits the work of the patterns below, which backtrack over spaces. */
const longestMoment = 60;

const mark = '[-./]';
const shapes = {
  'year-first': new RegExp(
    `^(?<year>\\d{4})(?<mark>${mark}?)(?<month>\\d{2})\\k<mark>(?<day>\\d{2})${time}$`,
    'i',
  ),
  'day-first': new RegExp(
    `^(?<day>\\d{1,2})(?<mark>${mark})(?<month>\\d{1,2})\\k<mark>(?<year>\\d{4})${time}$`,
    'i',
  ),
  'month-first': new RegExp(
    `^(?<month>\\d{1,2})(?<mark>${mark})(?<day>\\d{1,2})\\k<mark>(?<year>\\d{4})${time}$`,
    'i',
  ),
};

/**
 * The moment in a cell; null when it has another format or the day does not exist. Without an offset it is local
 * time in `zone`. A day without a time means its end, so that clicks of that day come before it; today means now.
 */
export function readMoment(cell: string, format: DateFormat, zone: string, now: Date): Date | null {
  const text = cell.trim();
  if (text.length > longestMoment) return null;
  if (format === 'unix') return readUnix(text);
  const parts = shapes[format].exec(text)?.groups;
  if (!parts) return null;
  const day = { year: Number(parts.year), month: Number(parts.month), day: Number(parts.day) };
  if (parts.hour === undefined) {
    const end = DateTime.fromObject(day, { zone }).endOf('day');
    if (!end.isValid) return null;
    const isToday = end.hasSame(DateTime.fromJSDate(now, { zone }), 'day');
    return isToday ? now : end.startOf('second').toJSDate();
  }
  const hour = hourOf(Number(parts.hour), parts.half);
  if (hour === null) return null;
  const offset = parts.zone && (/^(z|utc)$/i.test(parts.zone) ? 'utc' : `UTC${withColon(parts.zone)}`);
  const at = DateTime.fromObject(
    { ...day, hour, minute: Number(parts.minute), second: Number(parts.second ?? 0) },
    { zone: offset || zone },
  );
  return at.isValid ? at.toJSDate() : null;
}

const withColon = (offset: string) => offset.replace(/^(...):?/, '$1:');

/** Null for an hour that a 12-hour clock does not have. */
function hourOf(hour: number, half: string | undefined): number | null {
  if (!half) return hour;
  if (hour < 1 || hour > 12) return null;
  return (hour % 12) + (half.toLowerCase() === 'pm' ? 12 : 0);
}

function readUnix(text: string): Date | null {
  if (!/^\d{9,10}$|^\d{12,13}$/.test(text)) return null;
  return new Date(Number(text) * (text.length <= 10 ? 1_000 : 1));
}

/** The formats in which most of these cells can be read; a few wrong cells don't matter. */
export function likelyFormats(cells: string[], now: Date): DateFormat[] {
  const counts = dateFormats.map(
    (format) => cells.filter((cell) => readMoment(cell, format, 'utc', now)).length,
  );
  const most = Math.max(...counts);
  return dateFormats.filter((_, n) => most > 0 && counts[n] === most);
}
