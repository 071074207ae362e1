import { model, Schema } from 'mongoose';

/** For so many days before a conversion a click can have led to it. */
export const conversionDays = { least: 1, usual: 30, most: 365 };

export const usualCurrency = 'EUR';

export const ConversionSettings = model(
  'ConversionSettings',
  new Schema({
    _id: { type: String, required: true },
    sites: { type: [String], default: [] },
    days: { type: Number, default: conversionDays.usual },
    currency: { type: String, default: usualCurrency },
  }),
);
