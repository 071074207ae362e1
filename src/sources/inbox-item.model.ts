import { model, Schema } from 'mongoose';

export const inboxStatuses = ['new', 'used', 'dismissed'] as const;
export type InboxStatus = (typeof inboxStatuses)[number];

/** Making a draft takes moments; a claim this old belongs to a process that has ended. */
const claimMs = 60_000;

/** A filter for items that nobody is making a draft of. */
export const nobodyDrafts = (now: Date) => ({
  $or: [{ draftingSince: null }, { draftingSince: { $lt: new Date(now.getTime() - claimMs) } }],
});

/** Material for a post: an entry of a feed, or a page whose address an editor entered. */
export const InboxItem = model(
  'InboxItem',
  new Schema({
    /** The first feed that contained it; null for a page. */
    feedId: { type: Schema.Types.ObjectId, default: null },
    /** All feeds that contained it, so that the filter of each feed finds it. */
    feedIds: { type: [Schema.Types.ObjectId], default: [] },
    /** A hash of the publisher's id for it (item-identity.ts). */
    key: { type: String, required: true },
    /** A hash of its link: the same link from a second feed is the same item. */
    slot: { type: String, required: true, unique: true },
    /** The name of its source, which stays when the feed is removed. */
    source: { type: String, required: true },
    title: { type: String, required: true },
    link: { type: String, required: true },
    summary: { type: String, default: '' },
    /** Only https. */
    imageUrl: { type: String, default: null },
    /** BCP 47, or null when unknown. */
    language: { type: String, default: null },
    publishedAt: { type: Date, default: null },
    arrivedAt: { type: Date, required: true },
    /** What the inbox is sorted by: when it was published, otherwise a place near its neighbours (store-entries.ts). */
    sortAt: { type: Date, required: true },
    status: { type: String, enum: inboxStatuses, default: 'new' },
    /** Set while a draft is being made from it, so that two clicks make one draft. */
    draftingSince: { type: Date, default: null },
    postId: { type: String, default: null },
  })
    .index({ feedId: 1, key: 1 }, { unique: true })
    .index({ status: 1, sortAt: -1, _id: -1 })
    .index({ feedIds: 1, status: 1, sortAt: -1, _id: -1 }),
);
