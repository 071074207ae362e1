import { insertNew } from '../platform/data/insert-new.js';
import type { HistoryServices, ModelWithHistory, PendingEvent } from './history.js';
import { changesRecordedOf, eventOf, newDocument, type EventCause, type Values } from './new-event.js';
import { EventRecord } from './event.model.js';
import { asStored } from './publish-events.js';

/** Something that happened to a document in the past: at its creation all of its values, later those that changed. */
export interface PastChange extends EventCause {
  at: Date;
  set: Values;
}

/**
 * Stores documents that already have a history, as if each change had been made at its time, and their events as
 * finished: the caller stores what reactions would have made of them. For data without anybody who waits for it, such
 * as that of the sample organization. Returns the events of each document.
 * @param histories for each document its changes in order, its creation first
 */
export async function createPast(
  services: Pick<HistoryServices, 'log'>,
  model: ModelWithHistory,
  histories: readonly (readonly [PastChange, ...PastChange[]])[],
): Promise<PendingEvent[][]> {
  const then = (at: Date): HistoryServices => ({
    ...services,
    clock: { now: () => at },
    reactionsTo: () => [],
  });
  const documents: Values[] = [];
  const all: PendingEvent[][] = [];
  for (const [creation, ...changes] of histories) {
    const { stored, event } = await newDocument(then(creation.at), model, creation, creation.set);
    const { pendingEvents: _, ...document } = stored as Values;
    const events = [event];
    for (const [place, { at, set, ...cause }] of changes.entries()) {
      const { recorded, values } = changesRecordedOf(model, set);
      const changed = eventOf(then(at), model, document._id, place + 2, cause, recorded);
      Object.assign(document, values, { revision: place + 2, revisedById: changed.by });
      events.push(changed);
    }
    documents.push(document);
    all.push(events);
  }
  if (documents.length) await model.collection.insertMany(documents, { ordered: false });
  await insertNew(
    EventRecord,
    all.flat().map((event) => asStored(then(event.at), event)),
  );
  return all;
}
