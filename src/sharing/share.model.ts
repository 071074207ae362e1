import mongoose, { model, Schema, type InferRawDocType, type Types } from 'mongoose';
import { withHistory } from '../events/index.js';
import { revisionFields } from '../platform/data/revision.js';
import {
  labelFields,
  pathsOfDimensions,
  placedFields,
  postLabelNames,
  type LabelledRows,
} from '../links/index.js';
import { networkNames } from './networks.js';

/**
 * Where an advocate came from to the page of a post, as the address of the link says: their results, the page of a share,
 * or the page that says that another post is over. `direct`: none of our links, such as one that a colleague sent.
 */
export const origins = ['feed', 'digest', 'notice', 'results', 'share', 'not-offered', 'direct'] as const;
export type Origin = (typeof origins)[number];

const definition = {
  /** Fixed when it was first shared: team and location stay when the advocate moves. */
  ...labelFields(Schema.Types.ObjectId, 'sharing'),
  /** Where its post belongs now. */
  ...labelFields(Schema.Types.ObjectId, 'post'),
  ...placedFields,
  network: { type: String, enum: networkNames, required: true },
  /** The latest one. */
  caption: { type: String, default: '' },
  /** `opened` is prepared: the advocate went to the composer. */
  status: { type: String, enum: ['opened', 'confirmed'], default: 'opened' },
  /** There is evidence within 14 days of preparing that it was posted: a confirmation, or a click of somebody else. */
  posted: { type: Boolean, default: false },
  /** When it was first prepared, and that day in the organization's zone: reports count it on that day. */
  at: { type: Date, required: true },
  day: { type: String, required: true },
  lastOpenedAt: { type: Date, required: true },
  timesOpened: { type: Number, required: true },
  confirmedAt: Date,
  slug: { type: String, required: true },
  trackedUrl: { type: String, required: true },
  /** The facts of its latest preparing; null when an older release prepared it. */
  preparing: {
    type: new Schema(
      {
        at: { type: Date, required: true },
        /** In the organization's zone. */
        day: { type: String, required: true },
        /** The advocate's team and location at that time. */
        teamId: { type: Schema.Types.ObjectId, default: null },
        locationId: { type: Schema.Types.ObjectId, default: null },
        /** Where the post belonged at that time. */
        ...labelFields(Schema.Types.ObjectId, 'post'),
        postRevision: { type: Number, required: true },
        /** The version that the advocate had acknowledged; 0: none was published. */
        guidelineVersion: { type: Number, required: true },
        origin: { type: String, enum: origins, required: true },
        /** Place of the suggested copy that the page offered. */
        copyOffered: { type: Number, required: true },
        /** Place of the suggested copy that at least half of the caption's words come from; null: own words. */
        copyUsed: { type: Number, default: null },
        /** False: shared without words of anybody. */
        hasWords: Boolean,
      },
      { _id: false },
    ),
    default: null,
  },
  ...revisionFields,
} as const;

export type ShareRecord = InferRawDocType<typeof definition> & { _id: Types.ObjectId };

const schema = new Schema(definition)
  .index({ advocateId: 1, postId: 1, network: 1 }, { unique: true })
  .index({ advocateId: 1, at: -1, _id: -1 })
  .index({ advocateId: 1, lastOpenedAt: -1 })
  .index({ status: 1, at: 1 })
  .index({ postId: 1 })
  .index({ day: 1 });
withHistory(schema, { kind: 'share', derived: [...postLabelNames, ...Object.keys(placedFields)] });

export const Share = model('Share', schema);

export const shareRows = { model: Share, within: '' } as unknown as LabelledRows;

/** The field of each dimension in a share. */
export const sharePaths = pathsOfDimensions();

/** A key as it is stored in this field of a share: aggregations do not cast ids. */
export const castKey = (path: string, key: string): Types.ObjectId | string =>
  path.endsWith('Id') ? new mongoose.Types.ObjectId(key) : key;
