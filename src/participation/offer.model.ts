import { model, Schema } from 'mongoose';
import { labelFields } from '../links/index.js';

const { ObjectId } = Schema.Types;

/** What a post offered to whom, since when and until when. Posts change, and their events are deleted after a time. */
export const Offer = model(
  'Offer',
  new Schema({
    /** The id of the event that it began with; `assumed/<post>/<n>` for what was so before this was recorded. */
    _id: { type: String, required: true },
    postId: { type: ObjectId, required: true },
    ...labelFields(ObjectId, 'post'),
    /** The post's revision at its beginning. */
    revision: { type: Number, required: true },
    /** Advocates can share it only while it is `published`. */
    status: { type: String, required: true },
    title: { type: String, default: '' },
    link: { type: String, default: '' },
    /** By place, as `copyOffered` and `copyUsed` of a participation count them. */
    suggestedCopy: { type: [String], default: [] },
    language: { type: String, default: '' },
    /** Empty: all teams. */
    audienceTeamIds: { type: [ObjectId], default: [] },
    lastDay: { type: String, default: null },
    from: { type: Date, required: true },
    /** Null: it goes on. */
    to: { type: Date, default: null },
    /** True when the post is older than this record: its fields are those of the day of the upgrade. */
    isAssumed: { type: Boolean, default: false },
  })
    .index({ postId: 1, revision: 1 })
    .index({ status: 1, to: 1 })
    .index({ status: 1, from: 1 }),
);
