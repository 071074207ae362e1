import { model, Schema, type InferRawDocType, type Types } from 'mongoose';
import { devices } from './describe-visit.js';

const definition = {
  trackedLinkId: { type: Schema.Types.ObjectId, required: true },
  at: { type: Date, required: true },
  /** The organization's calendar day, `2026-11-21`. */
  day: { type: String, required: true },
  referrerHost: { type: String, default: null },
  device: { type: String, enum: devices, required: true },
  /** The browser's preferred language, such as `de`. */
  language: { type: String, default: null },
  visitorHash: { type: String, required: true },
  /**
   * For visits in the hour after midnight: the visitor's hash of the day before. `forget-visitors` deletes it an
   * hour later.
   */
  earlierHash: String,
  /** The rules that exclude this visit on its own, whatever else its visitor did. Needed to classify it again. */
  marks: { type: [String], required: true },
  counted: { type: Boolean, required: true },
  /** The first click rule that matched; null when counted. */
  excludedBecause: { type: String, default: null },
  /** True once the statistics of its link and day include it in its current state. */
  tallied: { type: Boolean, default: false },
} as const;

export type ClickRecord = InferRawDocType<typeof definition> & { _id: Types.ObjectId };

/** One request for a tracked link. It has no address and no agent, only what a report or a rule needs. */
export const Click = model(
  'Click',
  new Schema(definition)
    .index({ trackedLinkId: 1, day: 1 })
    .index({ visitorHash: 1, excludedBecause: 1, at: 1 })
    .index({ earlierHash: 1 }, { sparse: true })
    .index({ tallied: 1, day: 1 }),
);
