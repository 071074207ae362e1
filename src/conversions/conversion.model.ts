import { model, Schema, type InferRawDocType, type Types } from 'mongoose';
import { withHistory } from '../events/index.js';
import { revisionFields } from '../platform/data/revision.js';

export const conversionKinds = ['lead', 'sale', 'application', 'service-contact', 'sign-up'] as const;
export type ConversionKind = (typeof conversionKinds)[number];

/** How it was reported. */
export const conversionWays = ['script', 'pixel', 'server', 'csv'] as const;
export type ConversionWay = (typeof conversionWays)[number];

/**
 * Anybody's browser can report anything with `script` or `pixel`. Servers need a key, and files come from an
 * admin.
 */
const browserWays: readonly ConversionWay[] = ['script', 'pixel'];

export const isFromBrowser = (way: ConversionWay): boolean => browserWays.includes(way);

const definition = {
  kind: { type: String, enum: conversionKinds, required: true },
  /** Its id in the system that it comes from. Two reports with the same id are one conversion. */
  externalId: { type: String, required: true },
  at: { type: Date, required: true },
  day: { type: String, required: true },
  /** In the currency's minor units. */
  value: { type: Number, default: null },
  currency: { type: String, default: null },
  /** What may have led to it according to the report: clicks, or else a link. */
  clickIds: { type: [String], default: [] },
  slug: { type: String, default: null },
  via: { type: String, enum: conversionWays, required: true },
  /** The import of its file. An import that continues after a crash recognises its own rows by it. */
  importId: Schema.Types.ObjectId,
  /** Who reported it. A browser's report must not replace the report of a server or a file with the same id. */
  origin: { type: String, enum: ['browser', 'trusted'], required: true },
  /** A browser's report takes one of the few places of its click and day, so that no click gets more of them. */
  place: String,
  /** The attribution rule that applied when it was reported. */
  rule: { type: new Schema({ name: String, days: Number }, { _id: false }), required: true },
  /**
   * The click that it is attributed to, and the link of that click. Null when there is none; then `because` is the
   * reason.
   */
  clickId: { type: Schema.Types.ObjectId, default: null },
  trackedLinkId: { type: Schema.Types.ObjectId, default: null },
  because: { type: String, default: null },
  /** Reported by a server or a file, and its click was not named by an id that could be guessed. */
  verified: { type: Boolean, required: true },
  /**
   * How many reports of browsers for one click, kind and day count as verified, according to the setting when it
   * was reported. Their values never count. Zero: this kind is not accepted.
   */
  acceptedPerClickAndDay: { type: Number, default: 0 },
  /**
   * Set when it was taken out of all statistics, by an admin or by a trusted report with the same id (`by` is
   * empty then).
   */
  voided: new Schema({ at: Date, by: Schema.Types.ObjectId, reason: String }, { _id: false }),
  toldAt: { type: Date, required: true },
  /**
   * When it is attributed again, as clicks may still arrive or be classified again. Unset once its attribution is
   * final.
   */
  tryAt: Date,
  /** Incremented with each try, so that nobody overwrites a state that they have not read. */
  tries: { type: Number, default: 0 },
  /** Links that it was attributed to before and whose statistics may still include it. */
  formerLinkIds: { type: [Schema.Types.ObjectId], default: [] },
  tallied: { type: Boolean, default: false },
  ...revisionFields,
} as const;

export type ConversionRecord = InferRawDocType<typeof definition> & { _id: Types.ObjectId };

const schema = new Schema(definition)
  .index({ kind: 1, externalId: 1, origin: 1 }, { unique: true })
  .index({ place: 1 }, { unique: true, sparse: true })
  .index({ trackedLinkId: 1, day: 1 })
  .index({ clickId: 1, day: 1 })
  .index({ tryAt: 1 }, { sparse: true })
  .index({ verified: 1, _id: -1 })
  .index({ 'voided.at': 1 }, { sparse: true })
  .index({ day: 1, _id: -1 })
  .index({ via: 1, _id: -1 })
  .index({ tallied: 1 });
// Its attribution is calculated from clicks, again and again until it is final.
const attribution = ['clickId', 'trackedLinkId', 'because', 'verified', 'acceptedPerClickAndDay'];
withHistory(schema, {
  kind: 'conversion',
  derived: [...attribution, 'place', 'tryAt', 'tries', 'formerLinkIds', 'tallied'],
});

export const Conversion = model('Conversion', schema);
