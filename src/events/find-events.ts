import { EventRecord } from './event.model.js';
import { nameOf } from './history.js';
import type { StoredEvent } from './react.js';

/** The last events of a document, newest first. */
export async function findEvents(kind: string, id: unknown, limit = 50): Promise<StoredEvent[]> {
  const of = nameOf(kind, id);
  return EventRecord.find({ _id: { $gt: `${of}/`, $lt: `${of}0` } })
    .sort({ _id: -1 })
    .limit(limit)
    .lean<StoredEvent[]>();
}
