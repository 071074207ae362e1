import { model, Schema } from 'mongoose';

/** How many reports of a day could not be used: one row for each day, way of reporting and problem. */
export const Refusal = model(
  'ConversionRefusal',
  new Schema({
    day: { type: String, required: true },
    via: { type: String, required: true },
    /** A word for the problem. */
    problem: { type: String, required: true },
    times: { type: Number, default: 0 },
  }).index({ day: 1, via: 1, problem: 1 }, { unique: true }),
);
