import { model, Schema } from 'mongoose';
import { revisionFields, atRevision, changedMeanwhile } from '../platform/data/revision.js';
import { onDuplicateKey, upsertAgain } from '../platform/data/duplicate-key.js';
import { authorize, personIdOf, type Actor } from '../people/index.js';
import type { ConversionKind } from './conversion.model.js';

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
export async function updateConversionSettings({
  actor,
  revision,
  ...changes
}: Partial<ConversionSettingsView> & { actor: Actor; revision?: number }): Promise<void> {
  authorize(actor, 'manage-conversions');
  const byId = personIdOf(actor);
  const update = { $set: { ...changes, revisedById: byId }, $inc: { revision: 1 } };
  const change = () =>
    ConversionSettings.updateOne({ _id, ...atRevision(revision) }, update, { upsert: !revision }).exec();
  const { matchedCount, upsertedCount } = await upsertAgain(change).catch(
    // There are settings by now, at another revision.
    onDuplicateKey(() => ({ matchedCount: 0, upsertedCount: 0 })),
  );
  if (matchedCount || upsertedCount) return;
  const now = await ConversionSettings.findById(_id, { revisedById: 1 }).lean();
  throw changedMeanwhile({ by: now?.revisedById, actorId: byId ?? undefined });
}
