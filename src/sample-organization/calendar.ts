import { DateTime } from 'luxon';
import { dayIn } from '../platform/clock.js';
import { days, organization } from './organization.js';
import { endedTeam } from './people.js';
import type { SamplePost } from './posts/index.js';
import { randomFor } from '../platform/data/random.js';

/** The days of the sample data, counted back from the day of `now` in the organization's zone. */
export interface Calendar {
  now: Date;
  /** A time (`9:30`) on the day `daysAgo` days ago. */
  moment(daysAgo: number, time: string): Date;
  /** The number of the day in the sample data, from 0; 83 is today. */
  dayOf(at: Date): number;
  isWeekend(daysAgo: number): boolean;
  hourOf(at: Date): number;
}

export function calendarOf(now: Date): Calendar {
  const inZone = (at: Date) => DateTime.fromJSDate(at, { zone: organization.timeZone });
  const today = inZone(now).startOf('day');
  const known = new Map<number, DateTime>();
  const day = (daysAgo: number) => {
    if (!known.has(daysAgo)) known.set(daysAgo, today.minus({ days: daysAgo }));
    return known.get(daysAgo)!;
  };
  return {
    now,
    moment: (daysAgo, time) => {
      const [hour, minute] = time.split(':').map(Number);
      return day(daysAgo).set({ hour, minute }).toJSDate();
    },
    dayOf: (at) => days - 1 - Math.round(today.diff(inZone(at).startOf('day'), 'days').days),
    isWeekend: (daysAgo) => day(daysAgo).weekday > 5,
    hourOf: (at) => inZone(at).hour,
  };
}

/**
 * The day (as days ago) that is `count` working days earlier. For 0, the day itself, or the Friday before a
 * weekend.
 */
export function workdaysBefore(calendar: Calendar, daysAgo: number, count: number): number {
  if (calendar.isWeekend(daysAgo)) return workdaysBefore(calendar, daysAgo + 1, count);
  return count === 0 ? daysAgo : workdaysBefore(calendar, daysAgo + 1, count - 1);
}

/** When a post is offered: from its publication (on a working day, unless it is in the future) to its end. */
export function offeredFrom(
  calendar: Calendar,
  post: SamplePost,
): { from: Date; lastDay: string | null; until: Date | null } {
  const { daysAgo, offeredFor, title } = post;
  const time = randomFor('published', title).pick(['8:30', '9:00', '10:15', '11:00']);
  const until = offeredFor ? calendar.moment(daysAgo - offeredFor, '23:59') : null;
  return {
    from: calendar.moment(daysAgo < 0 ? daysAgo : workdaysBefore(calendar, daysAgo, 0), time),
    lastDay: until && dayIn(organization.timeZone, until),
    until,
  };
}

/** When the second guideline replaced the first: some days ago, so that not everybody has read it yet. */
export const secondGuidelineAt = (calendar: Calendar) =>
  calendar.moment(workdaysBefore(calendar, 2, 0), '6:30');

/** When a team was merged into another one. */
export const mergedAt = (calendar: Calendar) => calendar.moment(days - endedTeam.week * 7, '10:00');

/** When a recalled post is recalled: four days after its publication. */
export const recalledAt = (calendar: Calendar, post: SamplePost) => calendar.moment(post.daysAgo - 4, '9:40');
