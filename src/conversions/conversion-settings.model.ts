import { model, Schema } from 'mongoose';
import { changeCurrent, create, withHistory, type HistoryServices } from '../events/index.js';
import { revisionFields } from '../platform/data/revision.js';
import { insertUnlessThere } from '../platform/data/duplicate-key.js';
import { authorize, checkRevision, personIdOf, type Actor } from '../people/index.js';
import type { ConversionKind } from './conversion.model.js';

/** How many days before a conversion a click can have led to it. */
export const conversionDays = { least: 1, usual: 30, most: 365 };

/** The highest number of conversions of one kind that may be accepted from browsers, for each click and day. */
export const mostAccepted = 20;

export const usualCurrency = 'EUR';

const schema = new Schema({
  _id: { type: String, required: true },
  sites: { type: [String], default: [] },
  /** By kind: how many conversions that browsers report for a click on a day count as verified. */
  accepted: { type: Schema.Types.Mixed, default: {} },
  days: { type: Number, default: conversionDays.usual },
  currency: { type: String, default: usualCurrency },
  ...revisionFields,
});
withHistory(schema, { kind: 'conversion-settings' });

export const ConversionSettings = model('ConversionSettings', schema);

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
 * Changes the settings. Conversions reported before keep the days they were attributed by.
 * @param input.revision of the settings when the actor opened them; unless given, any
 * @throws Forbidden; ChangedMeanwhile when somebody else was first
 */
export async function updateConversionSettings(
  services: HistoryServices,
  { actor, revision, ...set }: Partial<ConversionSettingsView> & { actor: Actor; revision?: number },
): Promise<void> {
  authorize(actor, 'manage-conversions');
  const cause = { type: 'conversion-settings.changed', by: personIdOf(actor) };
  const isFirst =
    !revision &&
    (await insertUnlessThere(() =>
      create(services, ConversionSettings, { ...cause, values: { _id, ...set } }),
    ));
  if (isFirst) return;
  await changeCurrent(services, ConversionSettings, { _id }, async (settings) => {
    await checkRevision(settings, revision, cause.by ?? undefined);
    return { ...cause, set };
  });
}
