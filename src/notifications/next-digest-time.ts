import { DateTime } from 'luxon';

export interface DigestTime {
  /** 1 is Monday. */
  weekday: number;
  hour: number;
  /** IANA name. */
  timeZone: string;
}

/** When a pause is over, or now when there is none. */
export const afterPause = (pausedUntil: Date | null | undefined, now: Date): Date =>
  pausedUntil && pausedUntil > now ? pausedUntil : now;

/** The ISO week of a moment in a zone, as `2026-W47`; weeks compare as strings. */
export function isoWeek(timeZone: string, at: Date): string {
  return DateTime.fromJSDate(at, { zone: timeZone }).toFormat("kkkk-'W'WW");
}

/**
 * The first chosen weekday and hour in the reader's zone that is after `after` and in a later ISO week than
 * `lastWeek`. An hour that is skipped in spring becomes the next hour; one that is repeated in autumn means the
 * first. A `lastWeek` later than next week was written by a wrong clock and is ignored.
 * @throws RangeError for an unknown zone or an invalid `after`
 */
export function nextDigestTime(choice: DigestTime, after: Date, lastWeek: string | null = null): Date {
  const monday = DateTime.fromJSDate(after, { zone: choice.timeZone }).startOf('week');
  const times = [0, 1, 2, 3].map((weeks) => {
    // Calculated from midnight, because luxon then always chooses the first of two equal hours.
    const midnight = monday.plus({ weeks, days: choice.weekday - 1 });
    return midnight.set({ hour: choice.hour }).toJSDate();
  });
  const coming = times.filter((at) => at > after);
  const next = coming.find((at) => !lastWeek || isoWeek(choice.timeZone, at) > lastWeek) ?? coming[0];
  if (!next) throw new RangeError(`no digest time: ${JSON.stringify(choice)}`);
  return next;
}
