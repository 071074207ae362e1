import { model, Schema } from 'mongoose';
import { revisionFields } from '../platform/data/revision.js';

/** How many days before a conversion a click can have led to it. */
export const conversionDays = { least: 1, usual: 30, most: 365 };

/** The highest number of conversions of one kind that may be accepted from browsers, for each click and day. */
export const mostAccepted = 20;

export const usualCurrency = 'EUR';

export const ConversionSettings = model(
  'ConversionSettings',
  new Schema({
    _id: { type: String, required: true },
    sites: { type: [String], default: [] },
    /** By kind: how many conversions that browsers report for a click on a day count as verified. */
    accepted: { type: Schema.Types.Mixed, default: {} },
    days: { type: Number, default: conversionDays.usual },
    currency: { type: String, default: usualCurrency },
    ...revisionFields,
  }),
);
