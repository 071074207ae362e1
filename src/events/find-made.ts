import type mongoose from 'mongoose';
import { EventRecord } from './event.model.js';
import {
  documentsOf,
  historyFields,
  type ModelWithHistory,
  type PendingEvent,
  type StoredWithHistory,
} from './history.js';

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- only the first type of a model matters here
type AnyModel<T> = mongoose.Model<T, any, any, any, any, any>;

/** A document of this model as it is stored, with what is selected by default. */
export type StoredDocument<M> =
  M extends AnyModel<infer T>
    ? T & { revision: number } & (T extends { _id: string } ? unknown : { _id: mongoose.Types.ObjectId })
    : never;

/** The document, when an earlier call with the same event made it whose answer was lost; null otherwise. */
export const findMade = async (
  model: ModelWithHistory,
  event: PendingEvent,
): Promise<StoredWithHistory | null> => (await findAllMade(model, [event]))[0] ?? null;

/** The documents of those events that were made, also those of which the job has published the event since. */
export async function findAllMade(
  model: ModelWithHistory,
  events: PendingEvent[],
): Promise<StoredWithHistory[]> {
  if (!events.length) return [];
  const ids = events.map(({ of }) => of.slice(of.indexOf('/') + 1));
  const docs = await documentsOf(model)
    .find({ _id: { $in: ids } })
    .select(historyFields)
    .lean();
  const waiting = new Set(
    docs.flatMap(({ pendingEvents = [] }) => pendingEvents.map(({ attempt }) => attempt)),
  );
  const others = events.filter(({ attempt }) => !waiting.has(attempt));
  const published = others.length
    ? await EventRecord.find({ _id: { $in: others.map(({ _id }) => _id) } }, { attempt: 1 }).lean()
    : [];
  const attempts = new Set([...waiting, ...published.map(({ attempt }) => attempt)]);
  const made = new Set(ids.filter((_id, place) => attempts.has(events[place]!.attempt)));
  return docs.filter(({ _id }) => made.has(_id.toString()));
}

/** A document as its callers see it. */
export function withoutEvents<M>(doc: StoredWithHistory): StoredDocument<M> {
  const { pendingEvents: _events, deleting: _deleting, ...rest } = doc;
  return rest as unknown as StoredDocument<M>;
}
