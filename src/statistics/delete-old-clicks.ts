import { clickDays as limits, getOrganization } from '../organization/index.js';
import { dayIn } from '../platform/clock.js';
import { addDays } from '../platform/text/days.js';
import type { Services } from '../services.js';
import { Click, retainClicksFrom } from '../clicks/index.js';
import { updateDailyStatistics } from './update-daily-statistics.js';

const atOnce = 1_000;

/**
 * Deletes clicks that are older than the organization's setting, once they are in the statistics, which stay. The
 * day is closed first: from then on its number of clicks never changes, even if a visit arrives that late.
 * @returns how many were deleted
 */
export async function deleteOldClicks(services: Services, stopping?: AbortSignal): Promise<number> {
  const { timeZone = 'UTC', clickDays = limits.usual } = (await getOrganization()) ?? {};
  const from = addDays(dayIn(timeZone, services.clock.now()), -clickDays);
  const before = { day: { $lt: from } };
  await updateDailyStatistics(services, stopping);
  if (stopping?.aborted) return 0;
  // Some clicks are not in the statistics yet: the next run deletes.
  if (await Click.exists({ tallied: false, ...before })) return 0;
  await retainClicksFrom(from);
  for (let deleted = 0; ;) {
    const old = await Click.find({ tallied: true, ...before })
      .limit(atOnce)
      .select({ _id: 1 })
      .lean();
    if (!old.length || stopping?.aborted) return deleted;
    deleted += (await Click.deleteMany({ _id: { $in: old.map(({ _id }) => _id) } })).deletedCount;
  }
}
