import { model, Schema } from 'mongoose';
import { levels } from '../links/index.js';

const { ObjectId } = Schema.Types;

/** Since when and until when a post was so: whether it was offered, and to whom. */
export const Offer = model(
  'Offer',
  new Schema({
    /** The id of the event that it began with; `assumed/<post>` for what was so before this was recorded. */
    _id: { type: String, required: true },
    postId: { type: ObjectId, required: true },
    /** The post's revision at its beginning. */
    revision: { type: Number, required: true },
    isOffered: { type: Boolean, required: true },
    /** Empty: all teams. */
    audienceTeamIds: { type: [ObjectId], default: [] },
    topicId: { type: ObjectId, default: null },
    level: { type: String, enum: levels, required: true },
    from: { type: Date, required: true },
    /** Null: it goes on. */
    to: { type: Date, default: null },
    isAssumed: { type: Boolean, default: false },
  })
    .index({ postId: 1, revision: 1 })
    .index({ isOffered: 1, to: 1 })
    .index({ isOffered: 1, from: 1 }),
);
