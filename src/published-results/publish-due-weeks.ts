import { getOrganization, organizationTimeZone } from '../organization/index.js';
import { claimDue, giveBack } from '../platform/data/claim.js';
import { insertUnlessThere } from '../platform/data/duplicate-key.js';
import { addWeeks, startOfWeek, weekOf } from '../platform/text/weeks.js';
import type { Services } from '../services.js';
import { firstDayOfResults } from '../statistics/index.js';
import { firstDayOfShares } from '../sharing/index.js';
import { Publication, publicationLeaseMs, type WeekToPublish } from './publication.model.js';
import { publishWeek } from './publish-week.js';

const hours = 3_600_000;
/** Clicks and conversions of the last day have arrived by then. */
const waitMs = 48 * hours;

/**
 * Publishes the closed weeks whose results had 48 hours to arrive, the earliest first: a week only once all before it
 * are published. May run twice at once and be interrupted at any moment. Ends early once `stopping`.
 */
export async function publishDueWeeks(services: Services, stopping?: AbortSignal): Promise<void> {
  if (!(await getOrganization())) return;
  await recordDueWeeks(services);
  while (!stopping?.aborted) {
    const [next] = await claimDue<WeekToPublish>(services, Publication, {
      where: { state: 'due' },
      leaseMs: publicationLeaseMs,
      most: 1,
    });
    if (!next) return;
    const isFirst = !(await Publication.exists({ week: { $lt: next.week }, state: 'due' }));
    if (!isFirst) {
      // Another process is publishing an earlier week, and will go on with this one.
      await giveBack(services, Publication, [next]);
      return;
    }
    if (!(await publishWeek(services, next))) return;
    services.log.info({ event: 'results.published', week: next.week }, 'the results of a week are published');
  }
}

/** Adds the weeks that became due, from the first with results on. */
async function recordDueWeeks({ clock }: Services): Promise<void> {
  const zone = await organizationTimeZone();
  const last = await Publication.findOne().sort({ week: -1 }).lean();
  const firstDays = [await firstDayOfResults(), await firstDayOfShares()].filter((day) => day !== null);
  if (!last && !firstDays.length) return;
  const dueAt = (week: string) => new Date(startOfWeek(zone, addWeeks(week, 1)).getTime() + waitMs);
  let week = last ? addWeeks(last.week, 1) : weekOf(firstDays.sort()[0]!);
  for (; dueAt(week) <= clock.now(); week = addWeeks(week, 1))
    await insertUnlessThere(() => Publication.create({ week, dueAt: dueAt(week) }));
}
