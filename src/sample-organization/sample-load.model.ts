import { model, Schema } from 'mongoose';

/** The state of loading sample data: begun, and when it was complete. One document. */
export const SampleLoad = model(
  'SampleLoad',
  new Schema({
    only: { type: Boolean, default: true, unique: true },
    startedAt: { type: Date, required: true },
    completedAt: { type: Date, default: null },
  }),
);
