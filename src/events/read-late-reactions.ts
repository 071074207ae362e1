import type { Services } from '../services.js';
import { mostCounted } from '../platform/data/paging.js';
import { EventRecord } from './event.model.js';

/** What waits longer than this is late. */
const lateAfterMs = 60_000;

/** Changes from which nothing has followed yet: how many, and since when the first one waits. */
export interface LateReactions {
  /** At `mostCounted` the count ends. */
  count: number;
  since: Date;
}

/** The reactions that have waited for more than a minute; null if there are none. What failed and is tried later is not late. */
export async function readLateReactions({ clock }: Pick<Services, 'clock'>): Promise<LateReactions | null> {
  const late = { state: 'applied' as const, dueAt: { $lt: new Date(clock.now().getTime() - lateAfterMs) } };
  const first = await EventRecord.findOne(late, { dueAt: 1 }).sort({ dueAt: 1 }).lean();
  if (!first) return null;
  return { count: await EventRecord.countDocuments(late, { limit: mostCounted }), since: first.dueAt };
}
