import { model, Schema } from 'mongoose';

const definition = {
  /** A day `2026-11-21` or a month `2026-11`. */
  _id: { type: String, required: true },
  /** How often it was marked. */
  marks: { type: Number, required: true },
  /** How many of these marks the roll-up includes: fewer than `marks` when it has to be counted again. */
  counted: { type: Number, default: 0 },
  markedAt: { type: Date, required: true },
} as const;

/** Days and months whose roll-ups have to be counted again, or soon may have to. */
export const MarkedPeriod = model('MarkedPeriod', new Schema(definition));
