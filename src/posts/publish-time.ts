import { DateTime } from 'luxon';

/**
 * The moment of a day (`2026-11-21`) and time (`09:30`) in an IANA time zone. A time that is skipped in spring
 * becomes the time after the gap.
 */
export function momentIn(zone: string, day: string, time: string): Date {
  return DateTime.fromISO(`${day}T${time}`, { zone }).toJSDate();
}

/** A moment as the values of date and time fields: `{ day: '2026-11-21', time: '09:30' }`. */
export function inputsIn(zone: string, at: Date | null): { day: string; time: string } {
  if (!at) return { day: '', time: '' };
  const local = DateTime.fromJSDate(at, { zone });
  return { day: local.toFormat('yyyy-MM-dd'), time: local.toFormat('HH:mm') };
}
