import { model, Schema, type InferSchemaType, type Types } from 'mongoose';
import { systemClock } from '../platform/clock.js';

const days = 24 * 60 * 60;

const definition = new Schema({
  personId: { type: Schema.Types.ObjectId, required: true },
  kind: { type: String, required: true },
  at: { type: Date, required: true },
  /** What happened: the id of the event, if it was made from one. */
  key: { type: String, required: true },
  /** The document that it is about, as in events: `post/6a1…`. */
  about: { type: String, required: true },
  /** Whose doing it was; null: the clock. */
  by: { type: Schema.Types.ObjectId, default: null },
  values: { type: Schema.Types.Mixed, default: {} },
  path: { type: String, required: true },
  /** Null: new. */
  readAt: { type: Date, default: null },
  /** For the database, which deletes it after half a year. */
  recordedAt: { type: Date, default: () => systemClock.now() },
})
  .index({ personId: 1, at: -1, _id: -1 })
  .index({ personId: 1, readAt: 1 })
  .index({ about: 1, kind: 1 })
  .index({ recordedAt: 1 }, { expireAfterSeconds: 183 * days });

export type StoredNotice = InferSchemaType<typeof definition> & { _id: Types.ObjectId };

/** What happened and concerns one person: a row for each person and event. */
export const PersonNotice = model('Notice', definition);
