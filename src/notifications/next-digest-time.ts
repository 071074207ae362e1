import { DateTime } from 'luxon';

export interface Choice {
  /** 1 is Monday. */
  weekday: number;
  hour: number;
  /** IANA name. */
  timeZone: string;
}

/** The ISO week of a moment in a zone, as `2026-W47`; weeks compare as strings. */
export function isoWeek(timeZone: string, at: Date): string {
  return DateTime.fromJSDate(at, { zone: timeZone }).toFormat("kkkk-'W'WW");
}

/**
 * The first chosen weekday and hour, on the reader's clock, that is strictly after `after` and in a later ISO
 * week than `lastWeek`. An hour that a spring change skips becomes the next one; one that an autumn change
 * repeats means its first passing.
 */
export function nextDigestTime(choice: Choice, after: Date, lastWeek: string | null = null): Date {
  const monday = DateTime.fromJSDate(after, { zone: choice.timeZone }).startOf('week');
  for (let weeks = 0; ; weeks += 1) {
    // By way of midnight: from there luxon takes the first of two equal hours, always.
    const midnight = monday.plus({ weeks, days: choice.weekday - 1 });
    const at = midnight.set({ hour: choice.hour }).toJSDate();
    if (at > after && (!lastWeek || isoWeek(choice.timeZone, at) > lastWeek)) return at;
  }
}
