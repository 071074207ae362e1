import { DateTime } from 'luxon';
import { dayIn } from '../clock.js';

/**
 * Calendar days as strings, `2026-11-21`. They have no zone and no hours, so daylight saving does not matter here.
 * Strings sort in the order of days.
 */
const millisecondsOfDay = 86_400_000;
const isDayString = /^\d{4}-\d\d-\d\d$/;
/** The longest list of days: for over eleven years, one end must be wrong. */
const mostDays = 4_100;

/** @throws RangeError for an invalid day, such as `2026-02-30` */
function numberOf(day: string): number {
  const at = new Date(`${day}T00:00:00Z`);
  if (!isDayString.test(day) || Number.isNaN(at.getTime()) || stringOf(at) !== day)
    throw new RangeError(`not a day: ${day}`);
  return at.getTime() / millisecondsOfDay;
}

const stringOf = (at: Date) => at.toISOString().slice(0, 10);

/** The day `days` later, or earlier if negative. @throws RangeError beyond the years 0000 to 9999 */
export function addDays(day: string, days: number): string {
  const later = stringOf(new Date((numberOf(day) + days) * millisecondsOfDay));
  numberOf(later);
  return later;
}

/** The same day of the next year; 28 February for a leap day. */
export const nextYear = (day: string): string =>
  DateTime.fromISO(day, { zone: 'utc' }).plus({ years: 1 }).toISODate()!;

/** The last day of a month `2026-11`. */
export const lastDayOfMonth = (month: string): string =>
  DateTime.fromISO(month, { zone: 'utc' }).endOf('month').toISODate()!;

/** How many days `to` is after `from`: 0 for the same day, negative when it is before. */
export const daysBetween = (from: string, to: string): number => numberOf(to) - numberOf(from);

/** All days from `from` to `to`, both included; none when `to` is earlier. @throws RangeError for over 4,100 days */
export function daysFrom(from: string, to: string): string[] {
  const length = Math.max(0, daysBetween(from, to) + 1);
  if (length > mostDays) throw new RangeError(`too many days: ${from} to ${to}`);
  return Array.from({ length }, (_, n) => addDays(from, n));
}

/** The last `days` days including `today`, earliest first. */
export const lastDays = (days: number, today: string): string[] => daysFrom(addDays(today, 1 - days), today);

/**
 * The first moment of a day in an IANA zone. If clocks skip midnight, the day begins later; if they skip the whole
 * day, this is the beginning of the next one.
 */
export function startOfDay(zone: string, day: string): Date {
  const guess = DateTime.fromISO(day, { zone }).startOf('day').toMillis();
  const isBefore = (at: number) => dayIn(zone, new Date(at)) < day;
  if (!isBefore(guess) && isBefore(guess - 1)) return new Date(guess);
  // Wide enough for all zones and a skipped day.
  let [before, after] = [(numberOf(day) - 1) * millisecondsOfDay, (numberOf(day) + 2) * millisecondsOfDay];
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (isBefore(middle)) before = middle;
    else after = middle;
  }
  return new Date(after);
}

/** The last possible day, because years have four digits. */
const lastOfAll = '9999-12-31';

/** The first moment after a day in an IANA zone. */
export const endOfDay = (zone: string, day: string): Date =>
  day === lastOfAll
    ? DateTime.fromISO(day, { zone }).plus({ days: 1 }).toJSDate()
    : startOfDay(zone, addDays(day, 1));
