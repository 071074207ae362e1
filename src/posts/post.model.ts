import { model, Schema, type InferRawDocType } from 'mongoose';
import { withHistory } from '../events/index.js';
import { revisionFields } from '../platform/data/revision.js';
import { levels, offReasons } from '../links/index.js';
import { utmField } from '../organization/index.js';
import { postStatuses, proposalStatuses } from './post-lifecycle.js';

const { ObjectId } = Schema.Types;

/** What a proposal would change. A field without a value stays as it is published. */
const proposedChanges = new Schema(
  {
    title: { type: String },
    link: { type: String },
    summary: { type: String },
    imageUrl: { type: String },
    suggestedCopy: { type: [{ type: String, required: true }], default: undefined },
    language: { type: String },
    topicId: { type: ObjectId },
    tacticId: { type: ObjectId },
    goalId: { type: ObjectId },
    level: { type: String, enum: levels },
    audienceTeamIds: { type: [ObjectId], default: undefined },
    lastDay: { type: String },
  },
  { _id: false },
);

const definition = {
  title: { type: String, required: true },
  link: { type: String, required: true },
  summary: { type: String, default: '' },
  imageUrl: { type: String, default: null },
  /** BCP 47. */
  language: { type: String, required: true },
  suggestedCopy: { type: [{ type: String, required: true }], required: true },
  topicId: { type: ObjectId, default: null },
  /** The tactic that it belongs to, and the goal of that; null: untraced. */
  tacticId: { type: ObjectId, default: null },
  goalId: { type: ObjectId, default: null },
  /** Why it may be published without a tactic; null: it has one, or there was no funnel. */
  urgentReason: { type: String, default: null },
  level: { type: String, enum: levels, required: true },
  /** Empty: all teams. */
  audienceTeamIds: { type: [ObjectId], default: [] },
  /** For utm_campaign; fixed once the post is published. */
  campaign: { type: String, required: true },
  /** How its links are tagged, fixed when it is first published; null: as usual. */
  utm: utmField,
  /** Null: as soon as it is approved. */
  publishAt: { type: Date, default: null },
  /** The last day on which it is offered, `2026-11-21`, in the organization's zone; null: no end. */
  lastDay: { type: String, default: null },
  /** When it was first published. */
  publishedAt: { type: Date, default: null },

  status: { type: String, enum: postStatuses, required: true },
  authorId: { type: ObjectId, required: true },
  /**
   * The author and everybody who changed its link or text, offered it to more people, or restored it: they can't
   * approve it.
   */
  writerIds: { type: [ObjectId], required: true },
  ...revisionFields,
  /** The revision that last changed where results of the post belong: its labels, see src/links/dimensions.ts. */
  placedRevision: { type: Number, required: true, default: 1 },
  changedAt: { type: Date, required: true },
  /**
   * The state of its tracked links since it was last published, expired or recalled, and the revision of that
   * change; null before it was published. While it is in review again, the approved address, title and last day
   * stay here.
   */
  linkState: {
    type: new Schema(
      {
        revision: { type: Number, required: true },
        switchedOff: { type: String, enum: [...offReasons, null], default: null },
        target: { type: String, required: true },
        /** Missing if an older release published the post. */
        title: { type: String },
        /** Its picture. Missing if an older release published the post. */
        imageUrl: { type: String },
        /** Null: no end, or unknown because an older release published the post and it was changed since. */
        lastDay: { type: String, default: null },
      },
      { _id: false },
    ),
    default: null,
  },
  /**
   * The change of a published post that waits for approval or was returned; null if there is none. It stays while the
   * post is expired or recalled, and becomes part of the post when that is restored.
   */
  proposed: {
    type: new Schema(
      {
        changes: { type: proposedChanges, required: true },
        /** Everybody who wrote it: they can't approve it. */
        writerIds: { type: [ObjectId], required: true },
        status: { type: String, enum: proposalStatuses, required: true },
        /** When it was last written or returned. */
        at: { type: Date, required: true },
      },
      { _id: false },
    ),
    default: null,
  },
  /** True until this state was applied to all of its tracked links. */
  linksPending: { type: Boolean, default: false },
  history: [
    {
      _id: false,
      at: { type: Date, required: true },
      /** Null: the clock. */
      by: { type: ObjectId, default: null },
      action: { type: String, required: true },
      note: { type: String, default: '' },
      /** The words that it changed; missing if it changed none, or too many changes followed. */
      words: {
        type: [
          {
            _id: false,
            field: { type: String, required: true },
            before: { type: String, default: '' },
            after: { type: String, default: '' },
          },
        ],
        default: undefined,
      },
    },
  ],
} as const;

export type PostRecord = InferRawDocType<typeof definition>;

const schema = new Schema(definition)
  // For offered posts, newest first, and the lists of the studio.
  .index({ status: 1, publishedAt: -1, _id: -1 })
  .index({ status: 1, publishAt: 1 })
  .index({ status: 1, lastDay: 1 })
  .index({ status: 1, changedAt: -1, _id: -1 })
  .index({ changedAt: -1, _id: -1 })
  .index({ authorId: 1, changedAt: -1, _id: -1 })
  .index({ topicId: 1, changedAt: -1, _id: -1 })
  .index({ tacticId: 1, changedAt: -1, _id: -1 })
  .index({ audienceTeamIds: 1, status: 1 })
  .index({ 'history.by': 1 })
  .index({ 'proposed.changes.audienceTeamIds': 1, status: 1 })
  .index({ status: 1, 'proposed.status': 1, changedAt: -1, _id: -1 })
  .index({ linksPending: 1 });
withHistory(schema, { kind: 'post', derived: ['linksPending', 'history'] });

export const Post = model('Post', schema);
