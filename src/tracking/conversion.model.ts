import { model, Schema } from 'mongoose';

export const conversionKinds = ['lead', 'sale', 'application', 'service-contact', 'sign-up'] as const;
export type ConversionKind = (typeof conversionKinds)[number];

export const Conversion = model(
  'Conversion',
  new Schema({
    trackedLinkId: { type: Schema.Types.ObjectId, required: true },
    kind: { type: String, enum: conversionKinds, required: true },
    /** The id it has where it happened: the same one told twice is one conversion. */
    externalId: { type: String, required: true },
    at: { type: Date, required: true },
    day: { type: String, required: true },
    tallied: { type: Boolean, default: false },
  })
    .index({ kind: 1, externalId: 1 }, { unique: true })
    .index({ trackedLinkId: 1, day: 1 })
    .index({ tallied: 1 }),
);
