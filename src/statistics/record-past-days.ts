import { classifyPastVisits, referrerClass, type PastVisit } from '../clicks/index.js';
import { organizationTimeZone } from '../organization/index.js';
import { copyLabels, type Labels } from '../links/index.js';
import { dayIn } from '../platform/clock.js';
import { addDays, daysFrom, startOfDay } from '../platform/text/days.js';
import { groupBy } from '../platform/data/group-by.js';
import { insertNew } from '../platform/data/insert-new.js';
import type { Services } from '../services.js';
import { DailyStatistic } from './daily-statistic.model.js';
import { ownHosts } from './recount-day.js';
import { firstDayOfResults } from './results-of-shares.js';

interface PastShareOfVisits {
  shareId: string;
  link: { id: string };
  labels: Labels;
  placedRevision: number;
}

/**
 * Stores the daily rows of visits whose clicks are deleted by now, classified by the rules for clicks. No other visit
 * of these links and days is counted, before or after.
 */
export async function recordPastDays(
  services: Services,
  shares: readonly PastShareOfVisits[],
  visits: readonly PastVisit[],
): Promise<void> {
  const [zone, own] = [await organizationTimeZone(), await ownHosts(services)];
  const shareOf = new Map(shares.map((share) => [share.link.id, share]));
  const days = groupBy(classifyPastVisits(visits), ({ linkId, at }) => `${linkId} ${dayIn(zone, at)}`);
  const rows = [...days].map(([key, ofDay]) => {
    const [linkId = '', day] = key.split(' ');
    const { shareId, labels, placedRevision } = shareOf.get(linkId)!;
    const counted = ofDay.filter(({ excludedBecause }) => excludedBecause === null);
    return new DailyStatistic({
      ...{ trackedLinkId: linkId, day, shareId, labels: copyLabels(labels), placedRevision },
      clicks: counted.length,
      visitors: new Set(counted.map(({ visitor }) => visitor)).size,
      referrers: countBy(counted, ({ referrerHost }) => referrerClass(referrerHost, own)),
      excluded: countBy(
        ofDay.filter(({ excludedBecause }) => excludedBecause !== null),
        ({ excludedBecause }) => excludedBecause!,
      ),
    }).toObject();
  });
  await insertNew(DailyStatistic, rows);
}

/** Says of all rows until now that they were counted at the end of their day, although their clicks are stored since. */
export async function datePastCounts(services: Services): Promise<void> {
  const zone = await organizationTimeZone();
  const now = services.clock.now();
  const first = await firstDayOfResults();
  if (!first) return;
  await DailyStatistic.bulkWrite(
    daysFrom(first, dayIn(zone, now)).map((day) => {
      const end = startOfDay(zone, addDays(day, 1));
      const changedAt = end < now ? end : now;
      return { updateMany: { filter: { day }, update: { $set: { changedAt } } } };
    }),
    { ordered: false },
  );
}

const countBy = <T>(list: readonly T[], keyOf: (one: T) => string): Record<string, number> =>
  Object.fromEntries([...groupBy(list, keyOf)].map(([key, some]) => [key, some.length]));
