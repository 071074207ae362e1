import { upsertAgain } from '../platform/errors.js';
import { conversionDays, ConversionSettings, usualCurrency } from './conversion-settings.model.js';

export interface ConversionSettingsView {
  /** Hosts of the organization's own where conversions happen, their subdomains included. */
  sites: string[];
  /** For so many days before a conversion a click can have led to it. */
  days: number;
  /** ISO 4217: the one that values are added up in. */
  currency: string;
}

const _id = 'conversions';

export async function getConversionSettings(): Promise<ConversionSettingsView> {
  const found = await ConversionSettings.findById(_id).lean();
  return {
    sites: found?.sites ?? [],
    days: found?.days ?? conversionDays.usual,
    currency: found?.currency ?? usualCurrency,
  };
}

/** Conversions told before keep the days they were attributed by. */
export async function updateConversionSettings(changes: Partial<ConversionSettingsView>): Promise<void> {
  await upsertAgain(() => ConversionSettings.updateOne({ _id }, { $set: changes }, { upsert: true }));
}
