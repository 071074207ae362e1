import { addDays, daysBetween, startOfDay } from './days.js';

/*
 * ISO weeks as the day strings of their Mondays. Months, quarters and years are unions of weeks: a week belongs to the
 * one of its Thursday (ISO 8601).
 */

/** The week of a day. */
export function weekOf(day: string): string {
  // 5 January 1970 was a Monday.
  const since = daysBetween('1970-01-05', day);
  return addDays(day, -(((since % 7) + 7) % 7));
}

/** The week that begins `count` weeks later, or earlier if negative. */
export const addWeeks = (week: string, count: number): string => addDays(week, 7 * count);

const thursdayOf = (week: string) => addDays(week, 3);

/** The month of a week: `2026-11`. */
export const monthOfWeek = (week: string): string => thursdayOf(week).slice(0, 7);

/** The quarter of a month: `2026-Q4`. */
export const quarterOfMonth = (month: string): string =>
  `${month.slice(0, 4)}-Q${Math.ceil(Number(month.slice(5)) / 3)}`;

/** The quarter of a week: `2026-Q4`. */
export const quarterOfWeek = (week: string): string => quarterOfMonth(monthOfWeek(week));

/** The number of a week in its year, from 1 to 53. */
export function weekNumber(week: string): number {
  const thursday = thursdayOf(week);
  return Math.floor(daysBetween(`${thursday.slice(0, 4)}-01-01`, thursday) / 7) + 1;
}

/** The name of a week: `2026-W47`. */
export const weekName = (week: string): string =>
  `${thursdayOf(week).slice(0, 4)}-W${String(weekNumber(week)).padStart(2, '0')}`;

/** The week of a name such as `2026-W47`; null when that year has no such week. */
export function weekOfName(name: string): string | null {
  const week = addWeeks(firstWeekOf(Number(name.slice(0, 4)), 1), Number(name.slice(6)) - 1);
  return weekName(week) === name ? week : null;
}

/** The first and the last week of a month, `2026-11`, or of a quarter, `2026-Q4`. */
export function weeksOfPeriod(period: string): { first: string; last: string } {
  const year = Number(period.slice(0, 4));
  const isQuarter = period[5] === 'Q';
  const month = isQuarter ? (Number(period[6]) - 1) * 3 + 1 : Number(period.slice(5));
  const after = month + (isQuarter ? 3 : 1);
  return { first: firstWeekOf(year, month), last: addWeeks(firstWeekOf(year, after), -1) };
}

/** The first week whose Thursday is in this month; month 13 is January of the next year. */
function firstWeekOf(year: number, month: number): string {
  const day = `${year + Math.floor((month - 1) / 12)}-${String(((month - 1) % 12) + 1).padStart(2, '0')}-01`;
  const week = weekOf(day);
  return thursdayOf(week) < day ? addWeeks(week, 1) : week;
}

/** The quarter before `2026-Q4`. */
export const quarterBefore = (quarter: string): string =>
  quarterOfWeek(addWeeks(weeksOfPeriod(quarter).first, -1));

/** All weeks from the first to the last, both included; none when the last is earlier. */
export function weeksFrom(first: string, last: string): string[] {
  const weeks = [];
  for (let week = first; week <= last; week = addWeeks(week, 1)) weeks.push(week);
  return weeks;
}

/** The first moment of a week in a zone. */
export const startOfWeek = (zone: string, week: string): Date => startOfDay(zone, week);
