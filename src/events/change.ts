import { randomBytes } from 'node:crypto';
import mongoose, { type SchemaType } from 'mongoose';
import { reach } from '../platform/data/fail-points.js';
import { isDuplicateKey } from '../platform/data/duplicate-key.js';
import { ChangedMeanwhile, NotFound } from '../platform/errors.js';
import { EventRecord } from './event.model.js';
import {
  documentsOf,
  eventId,
  historyFields,
  historyOf,
  isDerived,
  documentName,
  type HistoryServices,
  type ModelWithHistory,
  type PendingEvent,
  type StoredWithHistory,
} from './history.js';
import { publish, publishLater } from './publish-events.js';
import { untilAnswered } from './until-answered.js';

/** A document as it was read. */
interface Read {
  _id: mongoose.Types.ObjectId;
  revision: number;
}

type Values = Record<string, unknown>;

interface Cause {
  /** What happened, such as `post.published`. */
  type: string;
  /** The person who did it; null is the clock. */
  by: string | mongoose.Types.ObjectId | null;
}

interface Change extends Cause {
  doc: Read;
  set?: Values;
  unset?: string[];
  inc?: Record<string, number>;
  push?: Record<string, unknown[]>;
  addToSet?: Record<string, unknown[]>;
}

/** A document of this model as it is stored, with what is selected by default. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- only the first type of a model matters here
type Stored<M> = M extends mongoose.Model<infer T, any, any, any, any, any> ? T & Read : never;

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
): Promise<Stored<M>> {
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
  wanted: Omit<Change, 'doc'>,
  step: 'change' | 'remove',
): Promise<StoredWithHistory> {
  if (!Number.isInteger(doc.revision)) throw new Error('A document without a revision can’t be changed');
  const changes: PendingEvent['changes'] = step === 'remove' ? [['delete', '']] : changesOf(model, wanted);
  const event = eventOf(services, model, doc._id, doc.revision + 1, wanted, changes);
  const filter = { _id: doc._id, revision: doc.revision, deleting: null };
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
  decide: (doc: Stored<M>) => Omit<Change, 'doc'> | null | Promise<Omit<Change, 'doc'> | null>,
  times = 1,
): Promise<Stored<M> | null> {
  const doc = (await documentsOf(model).findOne(filter).lean()) as Stored<M> | null;
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
  { values, ...cause }: Cause & { values: Values },
): Promise<Stored<M>> {
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

/**
 * Creates many documents of one kind, and leaves out those that a unique index refuses. Returns the created ones.
 */
export async function createMany<M extends ModelWithHistory>(
  services: HistoryServices,
  model: M,
  { values, ...cause }: Cause & { values: Values[] },
): Promise<Stored<M>[]> {
  const made = await Promise.all(values.map((each) => newDocument(services, model, cause, each)));
  if (!made.length) return [];
  const documents = made.map(({ stored }) => stored);
  await untilAnswered(() =>
    model.collection.insertMany(documents as never[], { ordered: false, writeConcern: { w: 'majority' } }),
  ).catch((error: unknown) => {
    const refused = error instanceof mongoose.mongo.MongoBulkWriteError && [error.writeErrors].flat();
    if (!refused || !refused.length) throw error;
    if (!refused.every(({ code, errmsg }) => isDuplicateKey({ code, message: errmsg }))) throw error;
  });
  await reach('create-many.inserted');
  const there = await documentsOf(model)
    .find({ _id: { $in: documents.map(({ _id }) => _id) } })
    .select(historyFields)
    .lean();
  const byAttempt = new Map(
    there.flatMap((doc) => (doc.pendingEvents ?? []).map(({ attempt }) => [attempt, doc] as const)),
  );
  // One without its event was refused, or the job has published it since.
  const found = await Promise.all(
    made.map(async ({ event }) => byAttempt.get(event.attempt) ?? (await findMade(model, event))),
  );
  const ours = found.filter((doc) => doc !== null);
  await publish(services, model, ours);
  return ours.map((doc) => withoutEvents<M>(doc));
}

/** Deletes a document with history. Its events stay. @throws ChangedMeanwhile when it has changed since it was read */
export async function remove(
  services: HistoryServices,
  model: ModelWithHistory,
  { doc, ...cause }: Cause & { doc: Read },
): Promise<void> {
  const deleting = { ...cause, set: { deleting: true } };
  await publish(services, model, [await writeChange(services, model, doc, deleting, 'remove')]);
}

function eventOf(
  services: HistoryServices,
  model: ModelWithHistory,
  id: unknown,
  revision: number,
  { type, by }: Cause,
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

async function newDocument(services: HistoryServices, model: ModelWithHistory, cause: Cause, values: Values) {
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
function asUpdate(
  { set, unset, inc, push, addToSet }: Omit<Change, 'doc' | 'type' | 'by'>,
  event: PendingEvent,
) {
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
function changesOf(model: ModelWithHistory, { set = {}, unset = [], ...lists }: Omit<Change, 'doc'>) {
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

/** A value as mongoose stores it. */
function castValue(model: ModelWithHistory, path: string, value: unknown): unknown {
  const type = model.schema.path(path) as (SchemaType & { cast(value: unknown): unknown }) | undefined;
  // Part of a field without a schema of its own.
  if (!type || value === undefined || value === null) return value;
  const cast = type.cast(value) as { toObject?(): unknown } | null;
  return typeof cast?.toObject === 'function' && !(cast instanceof Date) ? cast.toObject() : cast;
}

/** The document, when an earlier call with the same event made it whose answer was lost; null otherwise. */
async function findMade(
  model: ModelWithHistory,
  { _id, of, attempt }: PendingEvent,
): Promise<StoredWithHistory | null> {
  const id = of.slice(of.indexOf('/') + 1);
  const doc = await documentsOf(model).findById(id).select(historyFields).lean();
  if (doc?.pendingEvents?.some((event) => event.attempt === attempt)) return doc;
  return (await EventRecord.exists({ _id, attempt })) && doc;
}

/** Publishes behind the answer. */
function published<M extends ModelWithHistory>(
  services: HistoryServices,
  model: M,
  doc: StoredWithHistory,
): Stored<M> {
  publishLater(services, model, doc);
  return withoutEvents<M>(doc);
}

function withoutEvents<M>(doc: StoredWithHistory): Stored<M> {
  const { pendingEvents: _events, deleting: _deleting, ...rest } = doc;
  return rest as unknown as Stored<M>;
}
