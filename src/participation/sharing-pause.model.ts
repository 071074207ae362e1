import { model, Schema } from 'mongoose';

/** When sharing was paused for everybody: weeks with a pause count in no one's habit. */
export const SharingPause = model(
  'SharingPause',
  new Schema({
    /** The id of the event that it began with. */
    _id: { type: String, required: true },
    from: { type: Date, required: true },
    /** Null: it goes on. */
    to: { type: Date, default: null },
  }).index({ from: 1 }),
);
