import { DateTime, IANAZone } from 'luxon';
import { remember } from './text/remember.js';

/** The source of the current time, so that tests can set it. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };

const computeDay = (zone: string, at: number): string | null => DateTime.fromMillis(at, { zone }).toISODate();

const quarterOfAnHour = 900_000;

/**
 * The day of a quarter of an hour, if it has only one: of most, its first and last moment have the same. Clocks are
 * changed once at most in between. Remembered, as days of many moments are asked for and a zone is slow to look up.
 */
const dayOfQuarter = remember(20_000, (zoneAndQuarter) => {
  const [zone = '', quarter] = zoneAndQuarter.split(' ');
  const begin = Number(quarter) * quarterOfAnHour;
  const day = computeDay(zone, begin);
  return day === computeDay(zone, begin + quarterOfAnHour - 1) ? day : null;
});

/**
 * The calendar day of a moment in an IANA time zone, as `2026-11-21`.
 * @throws RangeError for an unknown zone or an invalid moment
 */
export function dayIn(zone: string, at: Date): string {
  const quarter = Math.floor(at.getTime() / quarterOfAnHour);
  const day = dayOfQuarter(`${zone} ${quarter}`) ?? computeDay(zone, at.getTime());
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
