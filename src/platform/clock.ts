import { DateTime, IANAZone } from 'luxon';
import { remember } from './text/remember.js';

/** The source of the current time, so that tests can set it. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };

/**
 * The calendar day of a moment in an IANA time zone, as `2026-11-21`.
 * @throws RangeError for an unknown zone or an invalid moment
 */
export function dayIn(zone: string, at: Date): string {
  const day = DateTime.fromJSDate(at, { zone }).toISODate();
  if (!day) throw new RangeError(`no day: ${String(at)} in ${zone}`);
  return day;
}

/** True when this machine knows the IANA time zone. An offset such as `+02:00` is not a zone. */
export function isTimeZone(zone: string): boolean {
  return /^[a-z]/i.test(zone) && IANAZone.isValidZone(zone);
}

/**
 * A zone as it was stored, or UTC when this machine does not know it: it may have been stored by another machine, or
 * by hand. Warns once for each. Remembered, as looking up a zone takes as long as much of a page.
 */
export const knownTimeZone = remember(1_000, (stored) => {
  if (isTimeZone(stored)) return stored;
  process.emitWarning(`unknown time zone in the database, UTC is used: ${stored}`);
  return 'UTC';
});
