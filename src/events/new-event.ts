import { randomBytes } from 'node:crypto';
import mongoose, { type SchemaType } from 'mongoose';
import {
  documentName,
  documentsOf,
  eventId,
  historyOf,
  isDerived,
  type DocumentId,
  type HistoryServices,
  type ModelWithHistory,
  type PendingEvent,
  type StoredWithHistory,
} from './history.js';

/** A document as it was read. */
export interface Read {
  _id: DocumentId;
  revision: number;
}

export type Values = Record<string, unknown>;

export interface EventCause {
  /** What happened, such as `post.published`. */
  type: string;
  /** The person who did it; null is the clock. */
  by: string | mongoose.Types.ObjectId | null;
}

/** What a change does to a document. */
export interface Wanted {
  set?: Values;
  unset?: string[];
  inc?: Record<string, number>;
  push?: Record<string, unknown[]>;
  addToSet?: Record<string, unknown[]>;
}

/** A change of one document, as it was read. */
export interface Change extends Wanted {
  doc: Read;
  /** What else must be true of the document: the value of a derived field, such as who claimed it. */
  where?: Values;
}

/** The one write of a change, which also adds its event. It finds nothing when the document has changed since. */
export function writeOf(
  services: HistoryServices,
  model: ModelWithHistory,
  cause: EventCause,
  { doc, where, ...wanted }: Change,
  changes: PendingEvent['changes'] = changesOf(model, wanted),
) {
  const event = eventOf(services, model, doc._id, doc.revision + 1, cause, changes);
  const filter = { ...where, _id: doc._id, revision: doc.revision, deleting: null };
  return { event, filter, update: asUpdate(wanted, event) };
}

/** The event of a change, as it is stored with it. */
export function eventOf(
  services: HistoryServices,
  model: ModelWithHistory,
  id: unknown,
  revision: number,
  { type, by }: EventCause,
  changes: PendingEvent['changes'],
): PendingEvent {
  const { kind } = historyOf(model);
  const of = documentName(kind, id);
  return {
    _id: eventId(of, revision),
    kind,
    of,
    type,
    at: services.clock.now(),
    by: by ? new mongoose.Types.ObjectId(by) : null,
    attempt: randomBytes(12).toString('base64url'),
    changes,
    todo: services.reactionsTo(type),
  };
}

/** A new document with its event, as it is stored. */
export async function newDocument(
  services: HistoryServices,
  model: ModelWithHistory,
  cause: EventCause,
  values: Values,
) {
  const Kind = documentsOf(model) as unknown as mongoose.Model<Values>;
  const document = new Kind({ ...values, revision: 1, revisedById: cause.by });
  await document.validate();
  const stored = document.toObject({ depopulate: true }) as unknown as Values & StoredWithHistory;
  delete stored.pendingEvents;
  const recorded = Object.keys(stored).filter(
    (path) => !['_id', '__v', 'revision', 'revisedById'].includes(path),
  );
  const event = eventOf(services, model, stored._id, 1, cause, recordedOf(model, 'set', stored, recorded));
  return { stored: { ...stored, pendingEvents: [event] }, event };
}

/** The update of a change, with its event and the next revision. */
function asUpdate({ set, unset, inc, push, addToSet }: Wanted, event: PendingEvent) {
  const each = (lists: Record<string, unknown[]> = {}) =>
    Object.fromEntries(Object.entries(lists).map(([path, $each]) => [path, { $each }]));
  return {
    $set: { ...set, revisedById: event.by },
    ...(unset?.length && { $unset: Object.fromEntries(unset.map((path) => [path, 1])) }),
    ...(addToSet && { $addToSet: each(addToSet) }),
    $inc: { ...inc, revision: 1 },
    $push: { ...each(push), pendingEvents: event },
  };
}

/** What a change records: its operators, with values as they are stored. */
function changesOf(model: ModelWithHistory, { set = {}, unset = [], ...lists }: Wanted) {
  return [
    ...recordedOf(model, 'set', set),
    ...recordedOf(model, 'unset', Object.fromEntries(unset.map((path) => [path, undefined]))),
    ...recordedOf(model, 'inc', lists.inc ?? {}),
    ...(['push', 'addToSet'] as const).flatMap((op) => recordedOf(model, op, lists[op] ?? {})),
  ];
}

function recordedOf(
  model: ModelWithHistory,
  op: string,
  values: Values,
  paths = Object.keys(values),
): PendingEvent['changes'] {
  const options = historyOf(model);
  return paths
    .filter((path) => !isDerived(options, path))
    .map((path) => {
      if (options.secret?.includes(path)) return [op, path];
      const value = castValue(model, path, values[path]);
      return value === undefined ? [op, path] : [op, path, value];
    });
}

/** What setting these fields records, and the values as they are stored. */
export function changesRecordedOf(model: ModelWithHistory, set: Values) {
  const values = Object.fromEntries(
    Object.entries(set).map(([path, value]) => [path, castValue(model, path, value)]),
  );
  return { recorded: recordedOf(model, 'set', set), values };
}

/** A value as mongoose stores it. */
function castValue(model: ModelWithHistory, path: string, value: unknown): unknown {
  const type = model.schema.path(path) as (SchemaType & { cast(value: unknown): unknown }) | undefined;
  // Part of a field without a schema of its own.
  if (!type || value === undefined || value === null) return value;
  const cast = type.cast(value) as { toObject?(): unknown } | null;
  return typeof cast?.toObject === 'function' && !(cast instanceof Date) ? cast.toObject() : cast;
}
