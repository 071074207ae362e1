import { daysBetween } from '../platform/text/days.js';
import { CheckIn, checkInDays } from '../strategy/index.js';

/**
 * For how many days a check-in of a goal has been overdue; 0 while none is. It is due a month after the last one, or
 * after the first day, until a month after the last day.
 * @param last the day on which somebody last checked in; null: nobody has
 */
export function checkInOverdue(
  { from, to, endedAt }: { from: string; to: string; endedAt?: Date | null },
  last: string | null,
  today: string,
): number {
  if (endedAt || today < from || daysBetween(to, today) > checkInDays) return 0;
  const since = last && last > from ? last : from;
  return Math.max(0, daysBetween(since, today) - checkInDays);
}

/** When somebody last checked in, by the id of the goal. */
export async function lastCheckIns(goalIds: unknown[]): Promise<Map<string, Date>> {
  const last = await CheckIn.aggregate<{ _id: unknown; at: Date }>([
    { $match: { goalId: { $in: goalIds } } },
    { $group: { _id: '$goalId', at: { $max: '$at' } } },
  ]);
  return new Map(last.map(({ _id, at }) => [String(_id), at]));
}
