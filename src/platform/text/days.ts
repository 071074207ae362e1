import { DateTime } from 'luxon';
import { dayIn } from '../clock.js';

/**
 * Calendar days as strings, `2026-11-21`. A day string has no zone and no hours, so that counting with it knows no
 * change of clocks; strings compare as the days do.
 */
const millisecondsOfDay = 86_400_000;
const isDayString = /^\d{4}-\d\d-\d\d$/;
/** The longest list of days: beyond eleven years somebody has mistaken one end. */
const mostDays = 4_100;

/** @throws RangeError for what is no day, such as `2026-02-30` */
function numberOf(day: string): number {
  const at = new Date(`${day}T00:00:00Z`);
  if (!isDayString.test(day) || Number.isNaN(at.getTime()) || stringOf(at) !== day)
    throw new RangeError(`not a day: ${day}`);
  return at.getTime() / millisecondsOfDay;
}

const stringOf = (at: Date) => at.toISOString().slice(0, 10);

/** The day so many days later; earlier for a negative number. @throws RangeError beyond the years 0000 to 9999 */
export function addDays(day: string, days: number): string {
  const later = stringOf(new Date((numberOf(day) + days) * millisecondsOfDay));
  numberOf(later);
  return later;
}

/** How many days `to` is after `from`: 0 for the same day, negative when it is before. */
export const daysBetween = (from: string, to: string): number => numberOf(to) - numberOf(from);

/** Every day from `from` to `to`, both included; none when `to` is before. @throws RangeError for over 4,100 days */
export function daysFrom(from: string, to: string): string[] {
  const length = Math.max(0, daysBetween(from, to) + 1);
  if (length > mostDays) throw new RangeError(`too many days: ${from} to ${to}`);
  return Array.from({ length }, (_, n) => addDays(from, n));
}

/** The last so many days, `today` included, earliest first. */
export const lastDays = (days: number, today: string): string[] => daysFrom(addDays(today, 1 - days), today);

/**
 * The first moment of a day in an IANA zone. Clocks that skip midnight begin it later; of a day that they skip as a
 * whole it is the first moment of the next one.
 */
export function startOfDay(zone: string, day: string): Date {
  const guess = DateTime.fromISO(day, { zone }).startOf('day').toMillis();
  const isBefore = (at: number) => dayIn(zone, new Date(at)) < day;
  if (!isBefore(guess) && isBefore(guess - 1)) return new Date(guess);
  // Between the earliest and the latest clock there is, and a skipped day later.
  let [before, after] = [(numberOf(day) - 1) * millisecondsOfDay, (numberOf(day) + 2) * millisecondsOfDay];
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (isBefore(middle)) before = middle;
    else after = middle;
  }
  return new Date(after);
}

/** No day comes after it, as a year has four digits. */
const lastOfAll = '9999-12-31';

/** The first moment after a day in an IANA zone. */
export const endOfDay = (zone: string, day: string): Date =>
  day === lastOfAll
    ? DateTime.fromISO(day, { zone }).plus({ days: 1 }).toJSDate()
    : startOfDay(zone, addDays(day, 1));
