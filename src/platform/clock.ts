import { DateTime, IANAZone } from 'luxon';

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

// Looking up a zone takes as long as a large part of a page, and few different zones are stored.
const known = new Set<string>();
const unknown = new Set<string>();

/**
 * A stored zone, or UTC when this machine does not know it: another machine may have stored it, or a person by
 * hand. Warns once for each zone.
 */
export function knownTimeZone(stored: string): string {
  if (known.has(stored)) return stored;
  if (isTimeZone(stored)) {
    known.add(stored);
    return stored;
  }
  if (!unknown.has(stored)) process.emitWarning(`unknown time zone in the database, UTC is used: ${stored}`);
  unknown.add(stored);
  return 'UTC';
}
