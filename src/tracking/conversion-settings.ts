import { upsertAgain } from '../platform/errors.js';
import type { ConversionKind } from './conversion.model.js';
import { conversionDays, ConversionSettings, usualCurrency } from './conversion-settings.model.js';

export interface ConversionSettingsView {
  /** Sites of the organization where conversions happen, as `sites.ts` reads them. */
  sites: string[];
  /** For so many days before a conversion a click can have led to it. */
  days: number;
  /** ISO 4217: the one that values are added up in. */
  currency: string;
  /** By kind: so many that browsers report of a click on a day count as verified. A kind that is not here: none. */
  accepted: Partial<Record<ConversionKind, number>>;
}

const _id = 'conversions';

export async function getConversionSettings(): Promise<ConversionSettingsView> {
  const found = await ConversionSettings.findById(_id).lean();
  return {
    sites: found?.sites ?? [],
    days: found?.days ?? conversionDays.usual,
    currency: found?.currency ?? usualCurrency,
    accepted: (found?.accepted as ConversionSettingsView['accepted'] | undefined) ?? {},
  };
}

/** Conversions told before keep the days they were attributed by. */
export async function updateConversionSettings(changes: Partial<ConversionSettingsView>): Promise<void> {
  await upsertAgain(() => ConversionSettings.updateOne({ _id }, { $set: changes }, { upsert: true }));
}
