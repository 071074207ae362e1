import { model, Schema } from 'mongoose';

/** How often something was told on a day that could not be used: a row a day, way and problem. */
export const Refusal = model(
  'ConversionRefusal',
  new Schema({
    day: { type: String, required: true },
    via: { type: String, required: true },
    /** A word that says what was wrong. */
    problem: { type: String, required: true },
    times: { type: Number, default: 0 },
  }).index({ day: 1, via: 1, problem: 1 }, { unique: true }),
);
