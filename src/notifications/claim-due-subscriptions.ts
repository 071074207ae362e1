import { knownTimeZone } from '../platform/clock.js';
import { reach } from '../platform/data/fail-points.js';
import type { Services } from '../services.js';
import { findActivePeople } from '../people/index.js';
import { isoWeek, nextDigestTime } from './next-digest-time.js';
import { Subscription } from './subscription.model.js';

/** A subscription whose digest is due. */
export interface DueSubscription {
  id: string;
  userId: string;
  /** The ISO week of this digest, in the reader's zone: `2026-W47`. */
  week: string;
}

const atOnce = 50;

/**
 * Passes due subscriptions to `record`, some at a time, and then sets their next digest to the chosen weekday and hour
 * in the zone of their reader. `record` must be idempotent: after a crash in between they are still due, and several
 * callers may pass the same ones. Returns how many were due; 0 when none is.
 */
export async function claimDueSubscriptions(
  services: Services,
  record: (due: DueSubscription[]) => Promise<unknown>,
): Promise<number> {
  const now = services.clock.now();
  const found = await Subscription.find({ status: 'active', nextDigestAt: { $lte: now } })
    .sort({ nextDigestAt: 1 })
    .limit(atOnce)
    .lean();
  const people = await findActivePeople(found.map(({ userId }) => userId.toString()));
  const moves = found.map(({ _id, userId, weekday, hour, timeZone: zoneBefore, nextDigestAt }) => {
    const person = people.get(userId.toString());
    const timeZone = person?.timeZone ?? knownTimeZone(zoneBefore);
    const week = isoWeek(timeZone, nextDigestAt);
    const next = nextDigestTime({ weekday, hour, timeZone }, now, week);
    return { _id, person, week, nextDigestAt, set: { timeZone, lastWeek: week, nextDigestAt: next } };
  });
  // A deactivated person gets no digest until they are active again.
  const due = moves.flatMap(({ _id, person, week }) =>
    person ? [{ id: _id.toString(), userId: person.id, week }] : [],
  );
  if (due.length) await record(due);
  await reach('subscriptions.recorded');
  if (moves.length)
    await Subscription.bulkWrite(
      moves.map(({ _id, nextDigestAt, set }) => ({
        // One whose reader chose another day meanwhile is left as it is.
        updateOne: { filter: { _id, status: 'active', nextDigestAt }, update: { $set: set } },
      })),
      { ordered: false },
    );
  return found.length;
}
