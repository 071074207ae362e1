import { daysBetween } from '../platform/text/days.js';

/**
 * Since when a check-in of a goal is overdue, in days; null while none is. It is due a month after the last one, or after
 * the first day, until the goal has ended.
 * @param last when somebody last checked in; null: never
 */
export function isCheckInDue(
  { from, to, endedAt }: { from: string; to: string; endedAt?: Date | null },
  last: Date | null,
  { today, days }: { today: string; days: number },
): number | null {
  if (endedAt || today < from || daysBetween(to, today) > days) return null;
  const since = last ? last.toISOString().slice(0, 10) : from;
  const over = daysBetween(since, today) - days;
  return over > 0 ? over : null;
}
