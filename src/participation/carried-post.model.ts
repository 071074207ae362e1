import { model, Schema } from 'mongoose';

const count = { type: Number, required: true };

/** What the regulars did for a post in the 14 days since it was first offered. Made once, when its last week closes. */
export const CarriedPost = model(
  'CarriedPost',
  new Schema({
    /** The post. */
    _id: { type: Schema.Types.ObjectId, required: true },
    /** The quarter of the day on which it was first offered. */
    quarter: { type: String, required: true },
    /** To how many regulars it was offered. */
    offered: count,
    /** How many of them posted it. */
    posted: count,
    postings: count,
    /** Visitor-days of these postings. */
    visitors: count,
  }).index({ quarter: 1 }),
);
