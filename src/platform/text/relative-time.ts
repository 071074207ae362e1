import { dayIn } from '../clock.js';
import { distanceText } from './formats.js';
import { daysBetween } from './days.js';

const minute = 60_000;
const hour = 60 * minute;
const hoursOfDay = 24;

/**
 * The time between a moment and now, as text: “3 days ago”, “in 2 hours”. From a day on, it counts calendar days
 * in the reader's zone, so that “yesterday” always means the day before.
 */
export function relativeTime(locale: string, zone: string, at: Date, now: Date): string {
  const distance = at.getTime() - now.getTime();
  const [count, unit] =
    Math.abs(distance) < hoursOfDay * hour
      ? inHours(distance)
      : inDays(daysBetween(dayIn(zone, now), dayIn(zone, at)));
  // With `auto`, “last week” and “last month” would mean a week and a month of the calendar.
  const numeric = unit === 'week' || unit === 'month' ? 'always' : 'auto';
  return distanceText(locale, [count, unit], numeric);
}

type Distance = [count: number, unit: Intl.RelativeTimeFormatUnit];

const inHours = (distance: number): Distance =>
  Math.abs(distance) >= hour
    ? [Math.trunc(distance / hour), 'hour']
    : [Math.trunc(distance / minute), 'minute'];

function inDays(days: number): Distance {
  if (Math.abs(days) < 7) return [days, 'day'];
  return Math.abs(days) < 30 ? [Math.trunc(days / 7), 'week'] : [Math.trunc(days / 30), 'month'];
}
