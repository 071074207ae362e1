import { organizationTimeZone } from '../organization/index.js';
import { dayIn } from '../platform/clock.js';
import { lastDays } from '../platform/text/days.js';
import { groupBy } from '../platform/data/group-by.js';
import type { Services } from '../services.js';
import { DailyStatistic } from './daily-statistic.model.js';

export interface DayOfClicks {
  day: string;
  clicks: number;
}

/** The clicks of each share on each of the last `days` days of the organization, including today. */
export async function clicksOfLastDays(
  services: Services,
  { shareIds, days }: { shareIds: string[]; days: number },
): Promise<Map<string, DayOfClicks[]>> {
  const calendar = lastDays(days, dayIn(await organizationTimeZone(), services.clock.now()));
  const rows = await DailyStatistic.find({
    shareId: { $in: shareIds },
    day: { $gte: calendar[0]!, $lte: calendar.at(-1)! },
  })
    .select({ shareId: 1, day: 1, clicks: 1 })
    .lean();
  const rowsOf = groupBy(rows, ({ shareId }) => shareId);
  return new Map(
    shareIds.map((id) => {
      const clicksOn = new Map(rowsOf.get(id)?.map(({ day, clicks }) => [day, clicks]));
      return [id, calendar.map((day) => ({ day, clicks: clicksOn.get(day) ?? 0 }))];
    }),
  );
}
