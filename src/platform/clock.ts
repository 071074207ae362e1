import { DateTime, IANAZone } from 'luxon';

/** Where the product reads the time, so that a test can set it. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };

/** The calendar day of a moment in an IANA time zone, as `2026-11-21`. */
export function dayIn(zone: string, at: Date): string {
  return DateTime.fromJSDate(at, { zone }).toFormat('yyyy-MM-dd');
}

/** True when the IANA time zone is known to this machine. */
export function isTimeZone(zone: string): boolean {
  return IANAZone.isValidZone(zone);
}
