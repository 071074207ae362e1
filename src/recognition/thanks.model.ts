import { model, Schema, type InferSchemaType, type Types } from 'mongoose';
import { withHistory } from '../events/index.js';
import { valueAreas } from '../organization/index.js';
import { revisionFields } from '../platform/data/revision.js';

/** How many colleagues somebody can thank in a day of the organization. */
export const mostADay = 5;

/** The longest sentence, in characters. */
export const longestThanks = 280;

const thanksSchema = new Schema({
  fromId: { type: Schema.Types.ObjectId, required: true },
  toId: { type: Schema.Types.ObjectId, required: true },
  /** What for, in one sentence; empty once they are withdrawn. */
  text: { type: String, default: '' },
  area: { type: String, enum: valueAreas, required: true },
  /** The post that it is about. */
  postId: Schema.Types.ObjectId,
  at: { type: Date, required: true },
  /** The day in the organization's zone, and the number among those that this person gives on it: `mostADay` at most. */
  day: { type: String, required: true },
  place: { type: Number, required: true, min: 1, max: mostADay },
  /** `removed`: an admin took it from the public page, for good. Only `public` is seen by more than the two people. */
  status: { type: String, enum: ['private', 'public', 'removed', 'withdrawn'], default: 'private' },
  /** Since when it is public. */
  shownAt: Date,
  /** Why an admin removed it. */
  reason: String,
  ...revisionFields,
})
  // Two requests at once can't take the same place, so nobody gives more than the limit.
  .index({ fromId: 1, day: -1, place: -1 }, { unique: true })
  .index({ toId: 1, at: -1 })
  .index({ status: 1, shownAt: -1, _id: -1 });
withHistory(thanksSchema, { kind: 'thanks' });

/** Thanks of one person to another, for a result that it names. */
export const Thanks = model('Thanks', thanksSchema);

export type StoredThanks = InferSchemaType<typeof thanksSchema> & { _id: Types.ObjectId };
