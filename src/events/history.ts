import type { Services } from '../services.js';
import mongoose, { Schema, type Model } from 'mongoose';

/** What recording a change needs. */
export type HistoryServices = Pick<Services, 'clock' | 'log' | 'reactionsTo'>;

/** What a kind of document says about its history. */
export interface HistoryOptions {
  /** Its name in events, such as `post`. */
  kind: string;
  /** Fields that are no part of the history: claims, counters, and what jobs derive. They are written directly. */
  derived?: readonly string[];
  /** Fields whose changes are recorded without the value, such as password hashes. */
  secret?: readonly string[];
}

/** One thing that happened to one document, as it is stored in the document until it is published. */
export interface PendingEvent {
  /** `kind/id/00000003`: the number is the revision that the change led to. */
  _id: string;
  kind: string;
  /** `kind/id`. */
  of: string;
  /** Such as `post.published`. */
  type: string;
  at: Date;
  /** The person; null is the clock. */
  by: mongoose.Types.ObjectId | null;
  /** A random name of this call, by which a repeated call finds that the change was made. */
  attempt: string;
  /** What changed: operator, path, value. The value is missing for secret fields. */
  changes: [op: string, path: string, value?: unknown][];
  /** The reactions that have not succeeded yet. */
  todo: string[];
}

/** Fields that `withHistory` adds to a document. */
export interface History {
  revision: number;
  pendingEvents?: PendingEvent[];
  deleting?: boolean;
}

interface WithOptions {
  history?: HistoryOptions;
}

/** A model whose schema has the plugin `withHistory`: of its many types, what this feature needs. */
export interface ModelWithHistory {
  modelName: string;
  collection: mongoose.Collection;
  schema: { path(name: string): unknown };
}

/** A schema of any type: what the plugin needs of it. */
interface AnySchema {
  add(definition: never): unknown;
  index(fields: never, options: never): unknown;
  set(key: 'strict', value: 'throw'): unknown;
  statics: object;
}

/**
 * Gives a schema with `revisionFields` what its history needs. Its documents are then written by `create`, `change` and `remove` only, but
 * for derived fields. A field that the schema lacks is refused instead of being left out.
 */
export function withHistory(schema: AnySchema, options: HistoryOptions): void {
  schema.add({
    /** Events that are part of the document until they are published. */
    pendingEvents: { type: [Schema.Types.Mixed], default: undefined, select: false },
    /** True from the change that deletes the document until it is gone. */
    deleting: { type: Boolean, select: false },
  } as never);
  schema.index({ 'pendingEvents.at': 1 } as never, { sparse: true } as never);
  schema.set('strict', 'throw');
  (schema.statics as WithOptions).history = options;
}

/** Most kinds have ObjectIds; what exists once has a name. */
export type DocumentId = mongoose.Types.ObjectId | string;

/** A document with history, as it is stored. */
export interface StoredWithHistory extends History {
  _id: DocumentId;
}

/** The documents of any kind, with what all kinds have, their waiting events included. */
export const documentsOf = (model: ModelWithHistory) => model as unknown as Model<StoredWithHistory>;

/** The fields of `StoredWithHistory` that queries leave out unless they are asked for. */
export const historyFields = '+pendingEvents +deleting';

/** The history options of a model. @throws when its schema has no history */
export function historyOf(model: ModelWithHistory): HistoryOptions {
  const { history } = model as WithOptions;
  if (!history) throw new Error(`${model.modelName} has no history`);
  return history;
}

/** All models with history. */
export const modelsWithHistory = (): ModelWithHistory[] =>
  Object.values(mongoose.models).filter((model) => (model as WithOptions).history);

/** True for a path that is no part of the history. */
export const isDerived = ({ derived = [] }: HistoryOptions, path: string): boolean =>
  derived.includes(path.split('.', 1)[0]!);

/** The name of a document in events. */
export const documentName = (kind: string, id: unknown): string => `${kind}/${String(id)}`;

/** The id of the event that leads a document to this revision. */
export const eventId = (of: string, revision: number): string => `${of}/${String(revision).padStart(8, '0')}`;
