import { reach } from '../platform/data/fail-points.js';
import { isDuplicateKey } from '../platform/data/duplicate-key.js';
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
import {
  asUpdate,
  changesOf,
  eventOf,
  newDocument,
  type EventCause,
  type Read,
  type Values,
  type Wanted,
} from './new-event.js';
import { publish, publishLater } from './publish-events.js';
import { untilAnswered } from './until-answered.js';

interface Change extends EventCause, Wanted {
  doc: Read;
  /** What else must be true of the document: the value of a derived field, such as who claimed it. */
  where?: Values;
}

/**
 * Changes a document with history. The change and its event are one write, and are published afterwards. Returns the
 * changed document.
 * @throws ChangedMeanwhile when the document has changed since it was read, or is gone; a duplicate key error when a
 *   unique index refuses it. Nothing is written then.
 */
export async function change<M extends ModelWithHistory>(
  services: HistoryServices,
  model: M,
  { doc, ...wanted }: Change,
): Promise<StoredDocument<M>> {
  return published(services, model, await writeChange(services, model, doc, wanted, 'change'));
}

/**
 * The one write of a change or deletion, with its event. Returns the document with the events that wait in it.
 * @param step the name of its fail points
 */
async function writeChange(
  services: HistoryServices,
  model: ModelWithHistory,
  doc: Read,
  { where, ...wanted }: Omit<Change, 'doc'>,
  step: 'change' | 'remove',
): Promise<StoredWithHistory> {
  if (!Number.isInteger(doc.revision)) throw new Error('A document without a revision can’t be changed');
  const changes: PendingEvent['changes'] = step === 'remove' ? [['delete', '']] : changesOf(model, wanted);
  const event = eventOf(services, model, doc._id, doc.revision + 1, wanted, changes);
  const filter = { ...where, _id: doc._id, revision: doc.revision, deleting: null };
  await reach(`${step}.ready`);
  const changed = await untilAnswered(() =>
    documentsOf(model)
      .findOneAndUpdate(filter, asUpdate(wanted, event), {
        returnDocument: 'after',
        writeConcern: { w: 'majority' },
      })
      .select(historyFields)
      .lean()
      .exec(),
  );
  await reach(`${step}.updated`);
  const after = changed ?? (await findMade(model, event));
  if (!after) throw new ChangedMeanwhile('common.changed-meanwhile');
  return after;
}

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
  decide: (doc: StoredDocument<M>) => Omit<Change, 'doc'> | null | Promise<Omit<Change, 'doc'> | null>,
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
    model.collection.insertOne(stored as never, { writeConcern: { w: 'majority' } }),
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
  const deleting = { ...cause, set: { deleting: true } };
  await publish(services, model, [await writeChange(services, model, doc, deleting, 'remove')]);
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
