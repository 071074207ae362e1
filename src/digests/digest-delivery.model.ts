import { model, Schema, type InferSchemaType, type Types } from 'mongoose';

export const deliveryStatuses = [
  'claimed', // waits for its turn or for its next try
  'submitting', // handed to the relay, which has not answered yet
  'submitted', // accepted by the relay
  'failed', // given up; `reason` says why
  'nothing-to-say',
  'withdrawn', // the reader unsubscribed or left before it went out
] as const;

const schema = new Schema({
  subscriptionId: { type: Schema.Types.ObjectId, required: true },
  userId: { type: Schema.Types.ObjectId, required: true },
  /** ISO week in the reader's zone: `2026-W47`. Unique for each subscription: one digest a week. */
  week: { type: String, required: true },
  dueAt: { type: Date, required: true },
  status: { type: String, enum: deliveryStatuses, default: 'claimed' },
  /** While `claimed`: when it may be claimed again. */
  nextTryAt: { type: Date, required: true },
  tries: { type: Number, default: 0 },
  submittingAt: Date,
  /** Why it failed or waits: a reply of the relay, or a word. For people who read the database. */
  reason: String,
})
  .index({ subscriptionId: 1, week: 1 }, { unique: true })
  .index({ userId: 1 })
  .index({ status: 1, nextTryAt: 1 });

export const DigestDelivery = model('DigestDelivery', schema);
export type Delivery = InferSchemaType<typeof schema> & { _id: Types.ObjectId };
