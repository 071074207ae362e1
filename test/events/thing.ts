import mongoose, { Schema } from 'mongoose';
import { revisionFields } from '../../src/platform/data/revision.js';
import { withHistory } from '../../src/events/index.js';

const schema = new Schema({
  name: { type: String, required: true, unique: true },
  count: { type: Number, default: 0 },
  /** One of few, which many things want. */
  slot: String,
  /** Many write it at once, and nobody deletes it. */
  isHot: Boolean,
  ownerId: Schema.Types.ObjectId,
  tags: { type: [String], default: [] },
  parts: [{ _id: false, at: Date, text: String }],
  key: String,
  claimedAt: Date,
  ...revisionFields,
}).index({ slot: 1 }, { unique: true, sparse: true });
withHistory(schema, { kind: 'thing', derived: ['claimedAt'], secret: ['key'] });

/** A kind with history for tests alone. */
export const Thing = mongoose.model('Thing', schema);
