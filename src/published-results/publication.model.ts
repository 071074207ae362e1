import { model, Schema } from 'mongoose';
import { claimFields, type Claimable } from '../platform/data/claim.js';
import type { ContentDecision } from './content-cells.js';

export interface WeekToPublish extends Claimable {
  /** A week, by its Monday. */
  week: string;
  state: 'due' | 'published';
  decision: (ContentDecision & { overdueUntil: string }) | null;
  collectedAt: Date | null;
}

/** The publication of one week: first its results are collected, then it is decided what is a cell, then cells are stored. */
export const Publication = model(
  'Publication',
  new Schema<WeekToPublish>({
    week: { type: String, required: true, unique: true },
    state: { type: String, enum: ['due', 'published'], default: 'due' },
    /** Stored before anything is done, so that a crash repeats the same decision. */
    decision: { type: Schema.Types.Mixed, default: null },
    /** When collecting began: the next week collects what changed since. */
    collectedAt: { type: Date, default: null },
    ...claimFields,
  }).index({ state: 1, dueAt: 1 }),
);
