import { areFinished } from '../events/index.js';
import { getOrganization } from '../organization/index.js';
import { insertOrFind } from '../platform/data/duplicate-key.js';
import { reach } from '../platform/data/fail-points.js';
import { addWeeks, monthOfWeek, quarterOfWeek, weeksOfPeriod } from '../platform/text/weeks.js';
import type { Services } from '../services.js';
import { carryPosts } from './carry-posts.js';
import { closeQuarter } from './close-quarter.js';
import { ClosedWeek, type ClosedWeekRecord } from './closed-week.model.js';
import { lastFactOf, readFactsOfWeek } from './facts-of-week.js';
import { firstWeek } from './first-week.js';
import { summarizeWeek } from './summarize-week.js';
import { addHabits, updateHabits } from './update-habits.js';

/**
 * Closes each week that ended 14 days ago, in order: from then on its figures don't change. Idempotent; a run that was
 * interrupted goes on, and two at the same time do no harm. Returns how many weeks it closed.
 */
export async function closeWeeks(services: Services, stopping?: AbortSignal): Promise<number> {
  let closed = 0;
  for (;;) {
    const next = await nextWeek();
    if (!next || stopping?.aborted) return closed;
    const organization = await getOrganization();
    if (!organization) return closed;
    const { timeZone, regularAt, lapsedAt } = organization;
    const zone = next.zone ?? timeZone;
    const recordedBy = lastFactOf(zone, next.week);
    if (services.clock.now() < recordedBy) return closed;
    // What happened may not be stored as facts yet.
    if (!(await areFinished(recordedBy))) return closed;
    const rule = { becomesAt: regularAt, lapsesAt: lapsedAt };
    const begun = await insertOrFind(
      () => ClosedWeek.create({ _id: next.week, zone, rule, month: monthOfWeek(next.week) }),
      () => ClosedWeek.findById(next.week).lean(),
    );
    if (!begun || !(await closeWeek(services, begun, stopping))) return closed;
    closed += 1;
  }
}

/** The first week that is not closed, with its zone if that was begun; null before anybody took part. */
async function nextWeek(): Promise<{ week: string; zone?: string } | null> {
  const begun = await ClosedWeek.findOne({ closedAt: null }, { zone: 1 }).sort({ _id: 1 }).lean();
  if (begun) return { week: begun._id, zone: begun.zone };
  const last = await ClosedWeek.findOne({}, { _id: 1 }).sort({ _id: -1 }).lean();
  if (last) return { week: addWeeks(last._id, 1) };
  const first = await firstWeek();
  return first === null ? null : { week: first };
}

/** False when it was stopped before the end. */
async function closeWeek(
  services: Services,
  { _id: week, zone, rule }: Pick<ClosedWeekRecord, '_id' | 'zone' | 'rule'>,
  stopping: AbortSignal | undefined,
): Promise<boolean> {
  const facts = await readFactsOfWeek(zone, week);
  await addHabits(facts);
  if (!(await updateHabits(facts, { rule, stopping }))) return false;
  await reach('week.habits');
  if (!(await carryPosts(zone, facts, stopping))) return false;
  if (weeksOfPeriod(quarterOfWeek(week)).last === week) await closeQuarter(zone, facts);
  const summary = await summarizeWeek(facts);
  await reach('week.summarized');
  // A slower run finds it closed, and what it added up may be too late.
  await ClosedWeek.updateOne(
    { _id: week, closedAt: null },
    { $set: { ...summary, closedAt: services.clock.now() } },
  );
  return true;
}
