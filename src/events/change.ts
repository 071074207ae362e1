import { reach } from '../platform/data/fail-points.js';
import { isDuplicateKey, writeAfterDeadlock } from '../platform/data/duplicate-key.js';
import { ChangedMeanwhile, NotFound } from '../platform/errors.js';
import { findMade, withoutEvents, type StoredDocument } from './find-made.js';
import {
  documentsOf,
  historyFields,
  type HistoryServices,
  type ModelWithHistory,
  type PendingEvent,
  type StoredWithHistory,
} from './history.js';
import { newDocument, writeOf, type Change, type EventCause, type Read, type Values } from './new-event.js';
import { publish, publishLater } from './publish-events.js';
import { untilAnswered } from './until-answered.js';

/**
 * Changes a document with history. The change and its event are one write, and are published afterwards. Returns the
 * changed document.
 * @throws ChangedMeanwhile when the document has changed since it was read, or is gone; a duplicate key error when a
 *   unique index refuses it. Nothing is written then.
 */
export async function change<M extends ModelWithHistory>(
  services: HistoryServices,
  model: M,
  wanted: EventCause & Change,
): Promise<StoredDocument<M>> {
  return published(services, model, await writeChange(services, model, wanted, 'change'));
}

/**
 * The one write of a change or deletion, with its event. Returns the document with the events that wait in it.
 * @param step the name of its fail points
 */
async function writeChange(
  services: HistoryServices,
  model: ModelWithHistory,
  { type, by, ...wanted }: EventCause & Change,
  step: 'change' | 'remove',
): Promise<StoredWithHistory> {
  if (!Number.isInteger(wanted.doc.revision))
    throw new Error('A document without a revision can’t be changed');
  const changes: PendingEvent['changes'] | undefined = step === 'remove' ? [['delete', '']] : undefined;
  const { event, filter, update } = writeOf(services, model, { type, by }, wanted, changes);
  await reach(`${step}.ready`);
  const changed = await untilAnswered(() =>
    writeAfterDeadlock(() =>
      documentsOf(model)
        .findOneAndUpdate(filter, update, { returnDocument: 'after', writeConcern: { w: 'majority' } })
        .select(historyFields)
        .lean()
        .exec(),
    ),
  );
  await reach(`${step}.updated`);
  const after = changed ?? (await findMade(model, event));
  if (!after) throw new ChangedMeanwhile('common.changed-meanwhile');
  return after;
}

/** What to change in a document that was just read; null for nothing. */
type Decision = (EventCause & Omit<Change, 'doc'>) | null;

/** How often a change is decided again because another one was first. */
const mostTries = 8;

/**
 * Changes a document as it is now, whoever changed it before: reads it, asks `decide` what to change, and asks again
 * when it changed meanwhile. Returns the changed document, or null when `decide` returns null.
 * @throws NotFound
 */
export async function changeCurrent<M extends ModelWithHistory>(
  services: HistoryServices,
  model: M,
  filter: Values,
  decide: (doc: StoredDocument<M>) => Decision | Promise<Decision>,
  times = 1,
): Promise<StoredDocument<M> | null> {
  const doc = (await documentsOf(model).findOne(filter).lean()) as StoredDocument<M> | null;
  if (!doc) throw new NotFound();
  const wanted = await decide(doc);
  if (!wanted) return null;
  try {
    return await change(services, model, { ...wanted, doc });
  } catch (error) {
    if (!(error instanceof ChangedMeanwhile) || times === mostTries) throw error;
    return changeCurrent(services, model, filter, decide, times + 1);
  }
}

/**
 * Creates a document with history.
 * @throws a duplicate key error when a unique index refuses it
 */
export async function create<M extends ModelWithHistory>(
  services: HistoryServices,
  model: M,
  { values, ...cause }: EventCause & { values: Values },
): Promise<StoredDocument<M>> {
  const { stored, event } = await newDocument(services, model, cause, values);
  await reach('create.ready');
  await untilAnswered(() =>
    writeAfterDeadlock(() =>
      model.collection.insertOne(stored as never, { writeConcern: { w: 'majority' } }),
    ),
  ).catch(async (error: unknown) => {
    if (!isDuplicateKey(error) || !(await findMade(model, event))) throw error;
  });
  await reach('create.inserted');
  return published(services, model, stored);
}

/** Deletes a document with history. Its events stay. @throws ChangedMeanwhile when it has changed since it was read */
export async function remove(
  services: HistoryServices,
  model: ModelWithHistory,
  { doc, ...cause }: EventCause & { doc: Read },
): Promise<void> {
  const deleting = { ...cause, doc, set: { deleting: true } };
  await publish(services, model, [await writeChange(services, model, deleting, 'remove')]);
}

/** Publishes behind the answer. */
function published<M extends ModelWithHistory>(
  services: HistoryServices,
  model: M,
  doc: StoredWithHistory,
): StoredDocument<M> {
  publishLater(services, model, doc);
  return withoutEvents<M>(doc);
}
