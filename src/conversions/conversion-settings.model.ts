import { model, Schema } from 'mongoose';
import { revisionFields } from '../platform/data/revision.js';

/** For so many days before a conversion a click can have led to it. */
export const conversionDays = { least: 1, usual: 30, most: 365 };

/** At most so many of a kind may be accepted from browsers, per click and day. */
export const mostAccepted = 20;

export const usualCurrency = 'EUR';

export const ConversionSettings = model(
  'ConversionSettings',
  new Schema({
    _id: { type: String, required: true },
    sites: { type: [String], default: [] },
    /** By kind: so many that browsers report of a click on a day count as verified. */
    accepted: { type: Schema.Types.Mixed, default: {} },
    days: { type: Number, default: conversionDays.usual },
    currency: { type: String, default: usualCurrency },
    ...revisionFields,
  }),
);
