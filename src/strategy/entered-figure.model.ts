import { model, Schema } from 'mongoose';

/**
 * A figure of a goal that somebody entered. It never changes: who corrects it enters another one of the same day, and the
 * latest entered counts.
 */
export const EnteredFigure = model(
  'EnteredFigure',
  new Schema({
    goalId: { type: Schema.Types.ObjectId, required: true },
    /** The last day that it includes. */
    day: { type: String, required: true },
    value: { type: Number, required: true },
    /** Of how many, for a part of a whole; null: nobody knows. */
    outOf: { type: Number, default: null },
    /** Channel, site or country; empty: all of it. */
    part: { type: String, default: '' },
    source: { type: String, required: true },
    at: { type: Date, required: true },
    byId: { type: Schema.Types.ObjectId, required: true },
    /** The file that it came with, while that file is not stored to its end: it does not count yet. */
    inFile: Schema.Types.ObjectId,
  })
    .index({ goalId: 1, day: -1, at: -1, _id: -1 })
    .index({ byId: 1 })
    .index({ inFile: 1 }, { sparse: true }),
);
