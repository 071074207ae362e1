import { EventRecord } from './event.model.js';
import { documentName } from './history.js';
import type { StoredEvent } from './react.js';

/** How many events have a reaction that was given up. */
export const countParkedEvents = (): Promise<number> => EventRecord.countDocuments({ state: 'parked' });

/** The last events of a document, newest first. */
export async function findEvents(kind: string, id: unknown, limit = 50): Promise<StoredEvent[]> {
  const of = documentName(kind, id);
  return EventRecord.find({ _id: { $gt: `${of}/`, $lt: `${of}0` } })
    .sort({ _id: -1 })
    .limit(limit)
    .lean<StoredEvent[]>();
}
