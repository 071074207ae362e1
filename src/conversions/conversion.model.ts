import { model, Schema, type InferRawDocType, type Types } from 'mongoose';

export const conversionKinds = ['lead', 'sale', 'application', 'service-contact', 'sign-up'] as const;
export type ConversionKind = (typeof conversionKinds)[number];

/** How it was reported. */
export const conversionWays = ['script', 'pixel', 'server', 'csv'] as const;
export type ConversionWay = (typeof conversionWays)[number];

/** By `script` or `pixel` anybody's browser can report what it likes; servers have a key, files come from an admin. */
const browserWays: readonly ConversionWay[] = ['script', 'pixel'];

export const isFromBrowser = (way: ConversionWay): boolean => browserWays.includes(way);

const definition = {
  kind: { type: String, enum: conversionKinds, required: true },
  /** The id it has where it happened: the same one reported twice is one conversion. */
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
  /** Who reported it: a browser's report must not take the place of a server's or file's with the same id. */
  origin: { type: String, enum: ['browser', 'trusted'], required: true },
  /** What it was attributed by, as that stood when it was told. */
  rule: { type: new Schema({ name: String, days: Number }, { _id: false }), required: true },
  /** The click it came of and that click's link; null when it is attributed to none, and then `because` says why. */
  clickId: { type: Schema.Types.ObjectId, default: null },
  trackedLinkId: { type: Schema.Types.ObjectId, default: null },
  because: { type: String, default: null },
  /** Reported by a server or a file, and its click not by an id that could be guessed. */
  verified: { type: Boolean, required: true },
  /**
   * Its kind is accepted from browsers: so many of a click, kind and day count as verified, as the setting stood when it
   * was reported. Their values never do. Zero: not accepted.
   */
  acceptedPerClickAndDay: { type: Number, default: 0 },
  /** Set when it was taken out of all statistics: by an admin, or by a trusted report with its id (then by nobody). */
  voided: new Schema({ at: Date, by: Schema.Types.ObjectId, reason: String }, { _id: false }),
  toldAt: { type: Date, required: true },
  /** When it is attributed again, as clicks may still arrive or be judged again; unset once it stands. */
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
    .index({ kind: 1, externalId: 1, origin: 1 }, { unique: true })
    .index({ trackedLinkId: 1, day: 1 })
    .index({ clickId: 1, day: 1 })
    .index({ clickIds: 1, day: 1 })
    .index({ tryAt: 1 }, { sparse: true })
    .index({ verified: 1, _id: -1 })
    .index({ 'voided.at': 1 }, { sparse: true })
    .index({ day: 1, _id: -1 })
    .index({ via: 1, _id: -1 })
    .index({ tallied: 1 }),
);
