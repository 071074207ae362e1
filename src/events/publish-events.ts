import { isDeadlock, isDuplicateKey, writeAfterDeadlock } from '../platform/data/duplicate-key.js';
import { reach } from '../platform/data/fail-points.js';
import { retentionFrom } from './retention.js';
import { EventRecord } from './event.model.js';
import {
  documentsOf,
  historyFields,
  modelsWithHistory,
  type History,
  type HistoryServices,
  type ModelWithHistory,
  type PendingEvent,
} from './history.js';

type Holder = History & { _id: unknown };

const underWay = new Set<Promise<void>>();
let onPublished: (() => void) | undefined;

/** Calls this after events with reactions were published in this process, so that reactions follow at once. */
export function whenPublished(callback: (() => void) | undefined): void {
  onPublished = callback;
}

/** Publishes the events of a changed document behind the answer. A job publishes what this leaves. */
export function publishLater(services: HistoryServices, model: ModelWithHistory, doc: Holder): void {
  const publishing = publish(services, model, [doc])
    .catch((error: unknown) => warnNotPublished(services, error))
    .finally(() => underWay.delete(publishing));
  underWay.add(publishing);
}

/** Waits until all that is published behind answers is done. */
export async function eventsPublished(): Promise<void> {
  while (underWay.size) await Promise.all(underWay);
}

/**
 * Writes all waiting events of these documents to the events, in order, and then takes them out of the documents. No
 * event is published before an earlier one of its document. Deletes a document whose last event is its deletion.
 */
export async function publish(
  services: HistoryServices,
  model: ModelWithHistory,
  docs: Holder[],
): Promise<void> {
  const [single] = docs;
  if (docs.length === 1 && single) {
    for (const event of single.pendingEvents ?? []) await write(services, event);
    await reach('publish.written');
    await emptyOf(model, single);
  } else if (docs.length) {
    const events = docs.flatMap(({ pendingEvents = [] }) => pendingEvents);
    if (events.length) await writeMany(services, events);
    await reach('publish.written');
    // Somebody may have deleted one of them meanwhile.
    for (const doc of docs.filter(({ deleting }) => deleting)) await emptyOf(model, doc);
    const stayed = docs.filter(({ deleting }) => !deleting).map(({ _id }) => _id as never);
    await writeAfterDeadlock(() =>
      model.collection.updateMany({ _id: { $in: stayed } }, withoutEvents(events)),
    );
  }
  await reach('publish.emptied');
  if (docs.some(({ pendingEvents = [] }) => pendingEvents.some(({ todo }) => todo.length))) onPublished?.();
}

async function emptyOf(
  model: ModelWithHistory,
  { _id, deleting, pendingEvents = [] }: Holder,
): Promise<void> {
  if (!deleting && !pendingEvents.length) return;
  await writeAfterDeadlock<unknown>(() =>
    deleting
      ? model.collection.deleteOne({ _id: _id as never, deleting: true })
      : model.collection.updateOne({ _id: _id as never }, withoutEvents(pendingEvents)),
  );
}

/** The update that removes published events from their document. */
const withoutEvents = (events: PendingEvent[]) =>
  ({ $pull: { pendingEvents: { _id: { $in: events.map(({ _id }) => _id) } } } }) as never;

/** A published event: finished when nobody reacts to it. */
export const asStored = (services: Pick<HistoryServices, 'clock'>, event: PendingEvent) => {
  const now = services.clock.now();
  const isOpen = event.todo.length > 0;
  return {
    ...event,
    state: isOpen ? 'applied' : 'done',
    dueAt: isOpen ? now : retentionFrom(now),
    holder: null,
    failures: 0,
    failedSince: null,
    error: null,
  };
};

async function write(services: HistoryServices, event: PendingEvent): Promise<void> {
  try {
    await writeAfterDeadlock(() => EventRecord.collection.insertOne(asStored(services, event) as never));
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    const there = await EventRecord.findById(event._id, { attempt: 1 }).lean();
    if (!there || there.attempt === event.attempt) return;
    services.log.error(
      { event: 'events.number-taken', id: event._id },
      'another event has the number of this one: both are stored, and the document should be looked at',
    );
    const apart = { ...event, _id: `${event._id}~${event.attempt}` };
    await EventRecord.updateOne(
      { _id: apart._id },
      { $setOnInsert: asStored(services, apart) },
      { upsert: true },
    );
  }
}

async function writeMany(services: HistoryServices, events: PendingEvent[]): Promise<void> {
  try {
    // In order: it stops at the first that is there, so none is published before an earlier one.
    await EventRecord.collection.insertMany(events.map((event) => asStored(services, event)) as never[]);
  } catch (error) {
    if (!isDuplicateKey(error) && !isDeadlock((error as Error).message)) throw error;
    for (const event of events) await write(services, event);
  }
}

/** How long events may wait in their document before the job publishes them. */
const patience = 5_000;
const atOnce = 200;

/**
 * Publishes events that a killed process left in their documents, of some documents of each kind; returns how many. One
 * that can't be published holds back no other.
 */
export async function publishWaitingEvents(
  services: HistoryServices,
  stopping?: AbortSignal,
): Promise<number> {
  const before = new Date(services.clock.now().getTime() - patience);
  let published = 0;
  for (const model of modelsWithHistory()) {
    const docs = await documentsOf(model)
      .find({ 'pendingEvents.at': { $lte: before } })
      .select(historyFields)
      .limit(atOnce)
      .readConcern('majority')
      .lean();
    for (const doc of docs) {
      if (stopping?.aborted) return published;
      await publish(services, model, [doc]).then(
        () => (published += 1),
        (error: unknown) => warnNotPublished(services, error),
      );
    }
  }
  return published;
}

const warnNotPublished = (services: HistoryServices, error: unknown): void =>
  services.log.warn(
    { event: 'events.not-published', err: error },
    'events wait for the job that publishes them',
  );
