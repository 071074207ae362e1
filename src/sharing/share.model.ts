import { model, Schema, type InferRawDocType, type Types } from 'mongoose';
import { withHistory } from '../events/index.js';
import { revisionFields } from '../platform/data/revision.js';
import { levels } from '../links/index.js';
import { networkNames } from './networks.js';

const definition = {
  advocateId: { type: Schema.Types.ObjectId, required: true },
  postId: { type: Schema.Types.ObjectId, required: true },
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
  /** The team when it was first shared. It stays when the advocate changes teams. */
  teamId: { type: Schema.Types.ObjectId, default: null },
  topicId: { type: Schema.Types.ObjectId, default: null },
  level: { type: String, enum: levels, required: true },
  slug: { type: String, required: true },
  trackedUrl: { type: String, required: true },
  ...revisionFields,
} as const;

export type ShareRecord = InferRawDocType<typeof definition> & { _id: Types.ObjectId };

const schema = new Schema(definition)
  .index({ advocateId: 1, postId: 1, network: 1 }, { unique: true })
  .index({ advocateId: 1, at: -1, _id: -1 })
  .index({ advocateId: 1, lastOpenedAt: -1 })
  .index({ status: 1, at: 1 })
  .index({ day: 1 });
withHistory(schema, { kind: 'share' });

export const Share = model('Share', schema);
