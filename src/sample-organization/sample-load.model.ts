import { model, Schema } from 'mongoose';

/** That sample data is being loaded, and when it was there in full. One document. */
export const SampleLoad = model(
  'SampleLoad',
  new Schema({
    only: { type: Boolean, default: true, unique: true },
    startedAt: { type: Date, required: true },
    completedAt: { type: Date, default: null },
  }),
);
