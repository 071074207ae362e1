import { model, Schema } from 'mongoose';

export const inboxStatuses = ['new', 'used', 'dismissed'] as const;
export type InboxStatus = (typeof inboxStatuses)[number];

/** A draft takes moments; a claim this old is one of a process that ended. */
const claimMs = 60_000;

/** A filter for items of which nobody is making a draft. */
export const nobodyDrafts = (now: Date) => ({
  $or: [{ draftingSince: null }, { draftingSince: { $lt: new Date(now.getTime() - claimMs) } }],
});

/** Something a post can be made from: a feed's entry, or a page whose address an editor entered. */
export const InboxItem = model(
  'InboxItem',
  new Schema({
    /** The feed it came with first; null for a page. */
    feedId: { type: Schema.Types.ObjectId, default: null },
    /** Every feed it came with, so that each one's filter finds it. */
    feedIds: { type: [Schema.Types.ObjectId], default: [] },
    /** What the publisher calls it, hashed (item-identity.ts). */
    key: { type: String, required: true },
    /** Its link, hashed: the same link from a second feed is the same item. */
    slot: { type: String, required: true, unique: true },
    /** Where it came from, in words: kept when the feed is removed. */
    source: { type: String, required: true },
    title: { type: String, required: true },
    link: { type: String, required: true },
    summary: { type: String, default: '' },
    /** https only. */
    imageUrl: { type: String, default: null },
    /** BCP 47, or null when the publisher doesn't say. */
    language: { type: String, default: null },
    publishedAt: { type: Date, default: null },
    arrivedAt: { type: Date, required: true },
    /** When it was published, else arrived; never in the future. The inbox is sorted by it. */
    sortAt: { type: Date, required: true },
    status: { type: String, enum: inboxStatuses, default: 'new' },
    /** Set while a draft is being made of it, so that two clicks make one draft. */
    draftingSince: { type: Date, default: null },
    postId: { type: String, default: null },
  })
    .index({ feedId: 1, key: 1 }, { unique: true })
    .index({ status: 1, sortAt: -1, _id: -1 })
    .index({ feedIds: 1, status: 1, sortAt: -1, _id: -1 }),
);
