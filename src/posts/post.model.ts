import { model, Schema, type InferRawDocType } from 'mongoose';
import { offReasons } from '../links/index.js';
import { postStatuses } from './post-lifecycle.js';

/** Whose voice a post is in. */
export const levels = ['industry', 'corporate', 'individual'] as const;
export type Level = (typeof levels)[number];

const { ObjectId } = Schema.Types;

const definition = {
  title: { type: String, required: true },
  link: { type: String, required: true },
  summary: { type: String, default: '' },
  imageUrl: { type: String, default: null },
  /** BCP 47. */
  language: { type: String, required: true },
  suggestedCopy: { type: [{ type: String, required: true }], required: true },
  topicId: { type: ObjectId, default: null },
  level: { type: String, enum: levels, required: true },
  /** Empty: everyone. */
  audienceTeamIds: { type: [ObjectId], default: [] },
  /** Goes into utm_campaign; fixed once the post was published. */
  campaign: { type: String, required: true },
  /** Null: as soon as it is approved. */
  publishAt: { type: Date, default: null },
  /** The last day it is offered, `2026-11-21`, in the organization's zone; null: without end. */
  lastDay: { type: String, default: null },
  /** When it was first published. */
  publishedAt: { type: Date, default: null },

  status: { type: String, enum: postStatuses, required: true },
  authorId: { type: ObjectId, required: true },
  /** The author and everyone who changed its link or words, widened its reach or brought it back: they can't approve it. */
  writerIds: { type: [ObjectId], required: true },
  /** 1 for a new post, and one more with each change: an update that names another number is refused. */
  revision: { type: Number, required: true, default: 1 },
  changedAt: { type: Date, required: true },
  /**
   * What its tracked links say since it was last published, expired or recalled, with the number of that change; null
   * before it was published. In review again, what was last said holds, with the address, title and last day that were
   * approved.
   */
  linkState: {
    type: new Schema(
      {
        revision: { type: Number, required: true },
        switchedOff: { type: String, enum: [...offReasons, null], default: null },
        target: { type: String, required: true },
        /** Absent for what was published by a version that did not store it. */
        title: { type: String },
        /** Null: without end, or unknown for what an earlier version published and somebody changed since. */
        lastDay: { type: String, default: null },
      },
      { _id: false },
    ),
    default: null,
  },
  /** Its tracked links still have to be switched to that. */
  linksPending: { type: Boolean, default: false },
  history: [
    {
      _id: false,
      at: { type: Date, required: true },
      /** Null: the clock. */
      by: { type: ObjectId, default: null },
      action: { type: String, required: true },
      note: { type: String, default: '' },
    },
  ],
} as const;

export type PostRecord = InferRawDocType<typeof definition>;

const schema = new Schema(definition)
  // What is offered, newest first; and the reading lists of the studio.
  .index({ status: 1, publishedAt: -1, _id: -1 })
  .index({ status: 1, publishAt: 1 })
  .index({ status: 1, lastDay: 1 })
  .index({ status: 1, changedAt: -1, _id: -1 })
  .index({ changedAt: -1, _id: -1 })
  .index({ authorId: 1, changedAt: -1, _id: -1 })
  .index({ topicId: 1, changedAt: -1, _id: -1 })
  .index({ linksPending: 1 });

export const Post = model('Post', schema);
