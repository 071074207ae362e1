import { model, Schema } from 'mongoose';

export const confidences = ['low', 'medium', 'high'] as const;

/** What somebody who is responsible said about a goal. It never changes. */
export const CheckIn = model(
  'CheckIn',
  new Schema({
    goalId: { type: Schema.Types.ObjectId, required: true },
    at: { type: Date, required: true },
    byId: { type: Schema.Types.ObjectId, required: true },
    confidence: { type: String, enum: confidences, required: true },
    sentence: { type: String, required: true },
    decision: { type: String, required: true },
  })
    .index({ goalId: 1, at: -1 })
    .index({ byId: 1 }),
);
