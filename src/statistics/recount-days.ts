import type { Services } from '../services.js';
import { areClicksRetained } from '../clicks/index.js';
import { DailyStatistic } from './daily-statistic.model.js';
import { DayRecount } from './day-recount.model.js';
import { recountDay } from './recount-day.js';

const rowsAtOnce = 500;

/**
 * Counts all days again whose clicks are still stored, the newest first, after a migration has asked for it. Goes on
 * where an earlier run stopped; two at once do the work twice, without harm. Ends early once `stopping`.
 * @returns how many rows were counted again
 */
export async function recountDays(services: Services, stopping?: AbortSignal): Promise<number> {
  let rows = 0;
  for (;;) {
    const wanted = await DayRecount.findOne().lean();
    if (!wanted) return rows;
    const { _id, before } = wanted;
    const next = await DailyStatistic.findOne({ day: { $lt: before } }, { day: 1 })
      .sort({ day: -1 })
      .lean();
    if (!next || !(await areClicksRetained(next.day))) {
      await DayRecount.deleteOne({ _id });
      services.log.info({ event: 'statistics.recounted' }, 'all stored days are counted again');
      return rows;
    }
    rows += await recountAll(services, next.day, stopping);
    if (stopping?.aborted) return rows;
    await DayRecount.updateOne({ _id, before: { $gt: next.day } }, { $set: { before: next.day } });
  }
}

/** Counts all rows of a day again; returns how many. */
async function recountAll(services: Services, day: string, stopping?: AbortSignal): Promise<number> {
  const all = await DailyStatistic.distinct('trackedLinkId', { day });
  for (let n = 0; n < all.length && !stopping?.aborted; n += rowsAtOnce)
    await recountDay(services, day, all.slice(n, n + rowsAtOnce));
  return all.length;
}
