import { EventRecord } from './event.model.js';

/** What happened to a document, as its history shows it. */
interface PastEvent {
  type: string;
  at: Date;
  /** The person; null for the clock. */
  byId: string | null;
  /** The fields that it set, with their new values. */
  set: Map<string, unknown>;
}

/** The most events of one document that a page reads. */
const mostEvents = 500;

/** What happened to a document, the latest first, as long as events are stored. @param of `kind/id` */
export async function readEvents(of: string): Promise<PastEvent[]> {
  // Ids begin with the name of the document; `0` follows `/` in their order.
  const events = await EventRecord.find({ _id: { $gte: `${of}/`, $lt: `${of}0` } })
    .sort({ _id: -1 })
    .limit(mostEvents)
    .lean();
  return events.map(({ type, at, by, changes }) => ({
    type,
    at,
    byId: by?.toString() ?? null,
    set: new Map(
      (changes as [string, string, unknown?][]).flatMap(([op, path, value]) =>
        op === 'set' ? [[path, value] as const] : [],
      ),
    ),
  }));
}
