import { model, Schema } from 'mongoose';
import { labelFields } from '../links/index.js';

const { ObjectId } = Schema.Types;

/**
 * One preparing or posting of a share, with what was true at that moment. Rows are only added. A share is one for each
 * advocate, post and network; its repeats are rows here.
 */
export const Participation = model(
  'Participation',
  new Schema({
    /** The id of the event that it was made from. */
    _id: { type: String, required: true },
    /** `not-posted`: the click that proved the posting before it does not count any more. */
    kind: { type: String, enum: ['prepared', 'posted', 'not-posted'], required: true },
    personId: { type: ObjectId, required: true },
    shareId: { type: ObjectId, required: true },
    postId: { type: ObjectId, required: true },
    network: { type: String, required: true },
    at: { type: Date, required: true },
    /** In the organization's zone. A posting counts on the day of its preparing. */
    day: { type: String, required: true },
    teamId: { type: ObjectId, default: null },
    /** Null also for what was prepared before locations were stored. */
    locationId: { type: ObjectId, default: null },
    /** Where the post belonged at that moment. */
    ...labelFields(ObjectId, 'post'),
    caption: { type: String, default: '' },
    /** Null when an older release prepared the share: nobody knows any more. */
    postRevision: { type: Number, default: null },
    guidelineVersion: { type: Number, default: null },
    origin: { type: String, default: null },
    copyOffered: { type: Number, default: null },
    copyUsed: { type: Number, default: null },
    /** False: shared without words. Null when an older release prepared the share. */
    hasWords: { type: Boolean, default: null },
    /** True when it was made from a share of an older release, of which nothing more is known. */
    isAssumed: { type: Boolean, default: false },
    /** Why we know that it was posted: the advocate confirmed it, or somebody else clicked. */
    evidence: { type: String, enum: ['confirmed', 'click', null], default: null },
  })
    .index({ personId: 1, at: 1 })
    .index({ personId: 1, day: 1 })
    .index({ postId: 1, day: 1 })
    .index({ day: 1 })
    .index({ isAssumed: 1, day: 1 }),
);
