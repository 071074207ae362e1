import { revisionFields } from '../platform/data/revision.js';
import { withHistory } from '../events/index.js';
import { model, Schema } from 'mongoose';

const schema = new Schema({
  userId: { type: Schema.Types.ObjectId, required: true },
  kind: { type: String, enum: ['weekly-digest'], default: 'weekly-digest' },
  /** 1 is Monday. */
  weekday: { type: Number, min: 1, max: 7, default: 2 },
  hour: { type: Number, min: 0, max: 23, default: 9 },
  status: { type: String, enum: ['active', 'unsubscribed'], default: 'active' },
  /**
   * Part of the links in each mail. Stored as it is, not hashed, because each mail repeats it; it never expires.
   */
  token: { type: String, required: true, unique: true },
  /** The zone that `nextDigestAt` was calculated in. It follows the person's own zone. */
  timeZone: { type: String, required: true },
  nextDigestAt: { type: Date, required: true },
  /** No digest comes before this moment; null: no pause. */
  pausedUntil: { type: Date, default: null },
  /** ISO week of the last digest that was due, in the reader's zone at that time: `2026-W47`. One digest a week. */
  lastWeek: { type: String, default: null },
  ...revisionFields,
})
  .index({ userId: 1, kind: 1 }, { unique: true })
  .index({ status: 1, nextDigestAt: 1 });
withHistory(schema, {
  kind: 'subscription',
  secret: ['token'],
  derived: ['timeZone', 'nextDigestAt', 'lastWeek'],
});

export const Subscription = model('Subscription', schema);
