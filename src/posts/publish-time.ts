import { DateTime } from 'luxon';

/**
 * The moment of a day (`2026-11-21`) and time (`09:30`) in an IANA time zone. A time that the clocks skip in
 * spring is moved to just after the gap.
 */
export function momentIn(zone: string, day: string, time: string): Date {
  return DateTime.fromISO(`${day}T${time}`, { zone }).toJSDate();
}

/** A moment as the date and time inputs of a form show it: `{ day: '2026-11-21', time: '09:30' }`. */
export function inputsIn(zone: string, at: Date | null): { day: string; time: string } {
  if (!at) return { day: '', time: '' };
  const local = DateTime.fromJSDate(at, { zone });
  return { day: local.toFormat('yyyy-MM-dd'), time: local.toFormat('HH:mm') };
}
