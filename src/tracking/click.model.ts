import { model, Schema } from 'mongoose';
import { devices } from './describe-visit.js';

/** One request for a tracked link. No address and no agent: only what a report or a rule needs. */
export const Click = model(
  'Click',
  new Schema({
    trackedLinkId: { type: Schema.Types.ObjectId, required: true },
    at: { type: Date, required: true },
    /** The organization's calendar day, `2026-11-21`. */
    day: { type: String, required: true },
    referrerHost: { type: String, default: null },
    device: { type: String, enum: devices, required: true },
    visitorHash: { type: String, required: true },
    counted: { type: Boolean, required: true },
    /** The first click rule that matched; null when counted. */
    excludedBecause: { type: String, default: null },
    /** True once the statistics of its link and day contain it as it stands. */
    tallied: { type: Boolean, default: false },
  })
    .index({ trackedLinkId: 1, day: 1 })
    .index({ visitorHash: 1, at: 1 })
    .index({ tallied: 1 }),
);
