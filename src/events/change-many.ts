import mongoose from 'mongoose';
import { isDeadlock, isDuplicateKey } from '../platform/data/duplicate-key.js';
import { reach } from '../platform/data/fail-points.js';
import { findAllMade, withoutEvents, type StoredDocument } from './find-made.js';
import { documentsOf, type HistoryServices, type ModelWithHistory } from './history.js';
import { newDocument, writeOf, type Change, type EventCause, type Values } from './new-event.js';
import { publish } from './publish-events.js';
import { untilAnswered } from './until-answered.js';

const options = { ordered: false, writeConcern: { w: 'majority' } } as const;

/**
 * Creates many documents of one kind, and leaves out those that a unique index refuses. Returns the created ones.
 */
export async function createMany<M extends ModelWithHistory>(
  services: HistoryServices,
  model: M,
  { values, ...cause }: EventCause & { values: Values[] },
): Promise<StoredDocument<M>[]> {
  const made = await Promise.all(values.map((each) => newDocument(services, model, cause, each)));
  if (!made.length) return [];
  const documents = made.map(({ stored }) => stored);
  await reach('create-many.ready');
  const refused = await placesRefused(() => model.collection.insertMany(documents as never[], options));
  await reach('create-many.inserted');
  // An earlier try without an answer may have inserted those.
  const before = await findAllMade(
    model,
    [...refused].map((place) => made[place]!.event),
  );
  const ours = [...documents.filter((_document, place) => !refused.has(place)), ...before];
  await publish(services, model, ours);
  return ours.map((doc) => withoutEvents<M>(doc));
}

/** Inserts, and returns the places of those that a unique index refuses. */
async function placesRefused(insert: () => Promise<unknown>): Promise<Set<number>> {
  try {
    await written(insert);
    return new Set();
  } catch (error) {
    const refused = writeErrorsOf(error);
    const areThere = refused.every(({ code, errmsg }) => isDuplicateKey({ code, message: errmsg }));
    if (!refused.length || !areThere) throw error;
    return new Set(refused.map(({ index }) => index));
  }
}

/** Writes again what an engine over PostgreSQL left out because of a deadlock. */
async function written(write: () => Promise<unknown>): Promise<void> {
  try {
    await untilAnswered(write);
  } catch (error) {
    if (!writeErrorsOf(error).some(({ errmsg }) => isDeadlock(errmsg))) throw error;
    await written(write);
  }
}

const writeErrorsOf = (error: unknown) =>
  error instanceof mongoose.mongo.MongoBulkWriteError ? [error.writeErrors].flat() : [];

/**
 * Changes many documents of one kind, each as it was read, and leaves out those that have changed since. Returns the
 * changed ones. No change may touch a unique index.
 */
export async function changeMany<M extends ModelWithHistory>(
  services: HistoryServices,
  model: M,
  { changes, ...cause }: EventCause & { changes: Change[] },
): Promise<StoredDocument<M>[]> {
  if (!changes.length) return [];
  const all = changes.map((one) => writeOf(services, model, cause, one));
  await reach('change-many.ready');
  const writes = all.map(({ filter, update }) => ({ updateOne: { filter, update } })) as never[];
  await written(() => documentsOf(model).bulkWrite(writes, { ...options, throwOnValidationError: true }));
  await reach('change-many.updated');
  const ours = await findAllMade(
    model,
    all.map(({ event }) => event),
  );
  await publish(services, model, ours);
  return ours.map((doc) => withoutEvents<M>(doc));
}
