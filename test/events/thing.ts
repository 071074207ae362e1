import mongoose, { Schema } from 'mongoose';
import { revisionFields } from '../../src/platform/data/revision.js';
import { withHistory } from '../../src/events/index.js';

const schema = new Schema({
  name: { type: String, required: true, unique: true },
  count: { type: Number, default: 0 },
  ownerId: Schema.Types.ObjectId,
  tags: { type: [String], default: [] },
  parts: [{ _id: false, at: Date, text: String }],
  key: String,
  claimedAt: Date,
  ...revisionFields,
});
withHistory(schema, { kind: 'thing', derived: ['claimedAt'], secret: ['key'] });

/** A kind with history for tests alone. */
export const Thing = mongoose.model('Thing', schema);
