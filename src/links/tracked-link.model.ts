import { model, Schema, type InferRawDocType, type Types } from 'mongoose';
import { labelFields, type SharingLabels } from './dimensions.js';

/** Its post was recalled, or its last day has passed. */
export const offReasons = ['withdrawn', 'expired'] as const;
export type OffReason = (typeof offReasons)[number];

const definition = {
  slug: { type: String, required: true, unique: true },
  target: { type: String, required: true },
  shareId: { type: String, required: true, unique: true },
  /** Its `utm_campaign`. */
  campaign: { type: String, default: '' },
  /** Its other tags; null: the network, and `social`. */
  utm: {
    type: new Schema(
      { source: { type: String, required: true }, medium: { type: String, required: true } },
      { _id: false },
    ),
    default: null,
  },
  labels: { type: new Schema(labelFields(String, 'sharing'), { _id: false }), required: true },
  createdAt: { type: Date, required: true },
  /** Why the link is switched off; null while it redirects. */
  switchedOff: { type: String, enum: [...offReasons, null], default: null },
  /** The revision of the post that switchedOff and target come from; 0: none yet. */
  appliedRevision: { type: Number, required: true, default: 0 },
  /** When it last changed, by the database's clock. Each process asks for links that changed since its last query. */
  changedAt: { type: Date, required: true },
} as const;

export type TrackedLinkRecord = Omit<InferRawDocType<typeof definition>, 'labels'> & {
  _id: Types.ObjectId;
  labels: SharingLabels;
};

export const TrackedLink = model(
  'TrackedLink',
  new Schema(definition).index({ 'labels.postId': 1 }).index({ changedAt: 1 }),
);
