import { model, Schema } from 'mongoose';

const count = { type: Number, default: 0 };
const cell = new Schema(
  {
    /** Posts that were offered. */
    offered: count,
    postings: count,
    /** How many different people posted. */
    people: count,
  },
  { _id: false },
);

/** What was offered and posted by theme and level in a quarter. Made once, when its last week closes. */
export const ClosedQuarter = model(
  'ClosedQuarter',
  new Schema({
    /** `2026-Q4`. */
    _id: { type: String, required: true },
    themes: [
      {
        _id: false,
        topicId: { type: Schema.Types.ObjectId, default: null },
        /** How many different people posted anything of the theme. */
        people: count,
        industry: { type: cell, required: true },
        corporate: { type: cell, required: true },
        /** Postings in somebody’s own words, whatever the level of the post. */
        individual: { type: cell, required: true },
      },
    ],
  }),
);
