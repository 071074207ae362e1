import { model, Schema } from 'mongoose';

/** Which posts a sent digest offered to its reader. Stored for good, as delivery rows are not. */
export const DigestOffer = model(
  'DigestOffer',
  new Schema({
    /** The id of the delivery. */
    _id: { type: Schema.Types.ObjectId, required: true },
    personId: { type: Schema.Types.ObjectId, required: true },
    /** ISO week in the reader's zone: `2026-W47`. */
    week: { type: String, required: true },
    at: { type: Date, required: true },
    /** The one to share first, then more to share. */
    postIds: { type: [Schema.Types.ObjectId], required: true },
  }).index({ personId: 1, at: 1 }),
);
