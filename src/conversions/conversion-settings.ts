import { isDuplicateKey, upsertAgain } from '../platform/errors.js';
import { atRevision, changedMeanwhile } from '../platform/data/revision.js';
import type { ConversionKind } from './conversion.model.js';
import { conversionDays, ConversionSettings, usualCurrency } from './conversion-settings.model.js';

export interface ConversionSettingsView {
  /** Sites of the organization where conversions happen, in the form that `sites.ts` stores. */
  sites: string[];
  /** How many days before a conversion a click can have led to it. */
  days: number;
  /** ISO 4217: the currency in which values are added up. */
  currency: string;
  /**
   * By kind: how many conversions that browsers report for a click on a day count as verified. A missing kind
   * means none.
   */
  accepted: Partial<Record<ConversionKind, number>>;
}

const _id = 'conversions';

export async function getConversionSettings(): Promise<ConversionSettingsView & { revision: number }> {
  const found = await ConversionSettings.findById(_id).lean();
  return {
    sites: found?.sites ?? [],
    days: found?.days ?? conversionDays.usual,
    currency: found?.currency ?? usualCurrency,
    accepted: (found?.accepted as ConversionSettingsView['accepted'] | undefined) ?? {},
    revision: found?.revision ?? 0,
  };
}

/**
 * Changes the settings. Conversions that were reported before keep the days that applied then.
 * @param revision of the settings when the form was opened; without it, the change is made in any case
 * @param byId who changes them
 * @throws ChangedMeanwhile when somebody else was first
 */
export async function updateConversionSettings(
  changes: Partial<ConversionSettingsView>,
  revision?: number,
  byId?: string,
): Promise<void> {
  const update = { $set: { ...changes, revisedById: byId ?? null }, $inc: { revision: 1 } };
  const change = () =>
    ConversionSettings.updateOne({ _id, ...atRevision(revision) }, update, { upsert: !revision }).exec();
  const { matchedCount, upsertedCount } = await upsertAgain(change).catch((error: unknown) => {
    // The settings were created meanwhile and have another revision.
    if (isDuplicateKey(error)) return { matchedCount: 0, upsertedCount: 0 };
    throw error;
  });
  if (matchedCount || upsertedCount) return;
  const now = await ConversionSettings.findById(_id, { revisedById: 1 }).lean();
  throw changedMeanwhile({ by: now?.revisedById, actorId: byId });
}
