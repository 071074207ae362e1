import { model, Schema, type InferRawDocType, type Types } from 'mongoose';

export const conversionKinds = ['lead', 'sale', 'application', 'service-contact', 'sign-up'] as const;
export type ConversionKind = (typeof conversionKinds)[number];

/** How we were told. */
export const conversionWays = ['script', 'pixel', 'server', 'csv'] as const;
export type ConversionWay = (typeof conversionWays)[number];

const definition = {
  kind: { type: String, enum: conversionKinds, required: true },
  /** The id it has where it happened: the same one told twice is one conversion. */
  externalId: { type: String, required: true },
  at: { type: Date, required: true },
  day: { type: String, required: true },
  /** In the currency's minor units. */
  value: { type: Number, default: null },
  currency: { type: String, default: null },
  /** What it could come of, as told: clicks, or else a link. */
  clickIds: { type: [String], default: [] },
  slug: { type: String, default: null },
  via: { type: String, enum: conversionWays, required: true },
  /** The import of the file that told it: its own rows are no news to it when it goes on after a crash. */
  importId: Schema.Types.ObjectId,
  /** What it was attributed by, as that stood when it was told. */
  rule: { type: new Schema({ name: String, days: Number }, { _id: false }), required: true },
  /** The click it came of and that click's link; null when it is attributed to none, and then `because` says why. */
  clickId: { type: Schema.Types.ObjectId, default: null },
  trackedLinkId: { type: Schema.Types.ObjectId, default: null },
  because: { type: String, default: null },
  toldAt: { type: Date, required: true },
  /** When it is attributed anew, as clicks may still arrive or be judged anew; unset once it stands. */
  tryAt: Date,
  /** Goes up with each try, so that nobody marks or overwrites what they have not read. */
  tries: { type: Number, default: 0 },
  /** Links it was attributed to before, whose statistics may still contain it. */
  formerLinkIds: { type: [Schema.Types.ObjectId], default: [] },
  tallied: { type: Boolean, default: false },
} as const;

export type ConversionRecord = InferRawDocType<typeof definition> & { _id: Types.ObjectId };

export const Conversion = model(
  'Conversion',
  new Schema(definition)
    .index({ kind: 1, externalId: 1 }, { unique: true })
    .index({ trackedLinkId: 1, day: 1 })
    .index({ tryAt: 1 }, { sparse: true })
    .index({ tallied: 1 }),
);
