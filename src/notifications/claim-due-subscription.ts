import { knownTimeZone } from '../platform/clock.js';
import type { Services } from '../services.js';
import { findActivePerson } from '../people/index.js';
import { isoWeek, nextDigestTime } from './next-digest-time.js';
import { Subscription as Subscriptions } from './subscription.model.js';

/** A subscription whose digest is due. */
export interface DueSubscription {
  id: string;
  userId: string;
  /** 1 is Monday. */
  weekday: number;
  hour: number;
  timeZone: string;
  token: string;
  dueAt: Date;
  /** The ISO week of this digest, in the reader's zone: `2026-W47`. */
  week: string;
}

/**
 * Claims one due subscription and sets its next digest to the chosen weekday and hour in the reader's zone; null
 * when none is due. Only one of several callers gets it. `record` runs before that and must be idempotent: after a
 * crash in between, the subscription is still due and `record` runs again.
 */
export async function claimDueSubscription(
  services: Services,
  record: (due: DueSubscription) => Promise<void> = () => Promise.resolve(),
): Promise<DueSubscription | null> {
  for (;;) {
    const now = services.clock.now();
    const found = await Subscriptions.findOne({ status: 'active', nextDigestAt: { $lte: now } })
      .sort({ nextDigestAt: 1 })
      .lean();
    if (!found) return null;
    const { _id, weekday, hour, token, nextDigestAt } = found;
    const person = await findActivePerson(found.userId.toString());
    const timeZone = person?.timeZone ?? knownTimeZone(found.timeZone);
    const week = isoWeek(timeZone, nextDigestAt);
    const due = {
      id: _id.toString(),
      userId: found.userId.toString(),
      weekday,
      hour,
      timeZone,
      token,
      dueAt: nextDigestAt,
      week,
    };
    // A deactivated person gets no digest until they are active again.
    if (person) await record(due);
    const moved = await Subscriptions.updateOne(
      { _id, status: 'active', nextDigestAt },
      {
        $set: {
          timeZone,
          lastWeek: week,
          nextDigestAt: nextDigestTime({ weekday, hour, timeZone }, now, week),
        },
      },
    );
    if (person && moved.modifiedCount === 1) return due;
  }
}
