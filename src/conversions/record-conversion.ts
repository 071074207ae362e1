import { Types } from 'mongoose';
import { dayIn } from '../platform/clock.js';
import { type revisionFields } from '../platform/data/revision.js';
import { createMany } from '../events/index.js';
import { organizationTimeZone } from '../organization/index.js';
import type { Services } from '../services.js';
import { nextAttributionTry } from './attribute-again.js';
import { attributionRule, type Attribution } from './attribution-rule.js';
import { checkConversion, type NewConversion, type UsableConversion } from './check-conversion.js';
import { getConversionSettings, type ConversionSettingsView } from './conversion-settings.model.js';
import { Conversion, isFromBrowser, type ConversionRecord } from './conversion.model.js';
import { findOutcomes, type ConversionOutcome, type FoundOutcome } from './find-outcomes.js';
import { standingOf } from './standing.js';
import { voidWhere } from './void-conversions.js';

/**
 * Stores a conversion, attributed to a click or with the reason why not. If it is reported again, the first report
 * stays.
 * @throws InvalidInput with a message for each invalid field; then nothing is stored
 */
export async function recordConversion(
  services: Services,
  conversion: NewConversion,
): Promise<ConversionOutcome> {
  const [outcome] = await recordConversions(services, [checkConversion(services, conversion)]);
  return outcome!;
}

/**
 * Stores many conversions that were checked. Returns the result of each, in the same order.
 * @param by the admin whose file they are from
 */
export async function recordConversions(
  services: Services,
  conversions: UsableConversion[],
  by: string | null = null,
): Promise<ConversionOutcome[]> {
  const [zone, settings] = await Promise.all([organizationTimeZone(), getConversionSettings()]);
  const findFor = (some: UsableConversion[]) => findOutcomes(services, some, settings.days);
  const found = await findFor(conversions);
  const now = services.clock.now();
  const rows = new Map<number, NewRow>();
  for (const [n, { attribution }] of found.entries()) {
    if (!attribution) continue;
    const row = rowOf(conversions[n]!, attribution, { ...settings, zone, now });
    if (await isTooMuch(row)) found[n] = { outcome: tooMuch, attribution: null };
    else rows.set(n, row);
  }
  await replaceBrowserReports(services, found, now);
  const made = await createMany(services, Conversion, {
    ...{ type: 'conversion.reported', by },
    values: [...rows.values()],
  });
  const ours = new Set(made.map(({ _id }) => _id.toString()));
  // Somebody else reported these meanwhile.
  const again = [...rows].flatMap(([n, { _id }]) => (ours.has(_id.toString()) ? [] : [n]));
  if (again.length) {
    const outcomes = await findFor(again.map((n) => conversions[n]!));
    for (const [place, n] of again.entries()) found[n] = outcomes[place]!;
  }
  return found.map(({ outcome }) => outcome);
}

const tooMuch = { outcome: 'not-stored', because: 'many' } as const;

/** How many reports of browsers that name the same click are stored for a day. */
const mostPerClickAndDay = 20;

async function isTooMuch({ via, clickIds, day }: NewRow): Promise<boolean> {
  if (!isFromBrowser(via) || !clickIds?.length) return false;
  const same = { clickIds: { $in: clickIds }, day, origin: 'browser' as const };
  return (await Conversion.countDocuments(same).limit(mostPerClickAndDay)) >= mostPerClickAndDay;
}

/** Before the trusted reports are stored: if this process ends in between, they will be sent again. */
async function replaceBrowserReports(services: Services, found: FoundOutcome[], at: Date): Promise<void> {
  const replaced = found.flatMap(({ replaces }) => replaces ?? []);
  if (!replaced.length) return;
  const voided = { at, by: null, reason: '' };
  await voidWhere(services, { _id: { $in: replaced } }, { type: 'conversion.replaced', voided });
}

/** What `recordConversions` would return now. Nothing is stored. */
export async function tryConversions(
  services: Services,
  conversions: UsableConversion[],
): Promise<ConversionOutcome[]> {
  const { days } = await getConversionSettings();
  return (await findOutcomes(services, conversions, days)).map(({ outcome }) => outcome);
}

type NewRow = Omit<ConversionRecord, keyof typeof revisionFields>;
type Circumstances = { days: number; accepted: ConversionSettingsView['accepted']; zone: string; now: Date };

function rowOf(
  reported: UsableConversion,
  attribution: Attribution,
  { days, accepted, zone, now }: Circumstances,
): NewRow {
  const { importId, slug = null, value = null, currency = null, ...rest } = reported;
  const { because, clickId, trackedLinkId } = attribution;
  return {
    _id: new Types.ObjectId(),
    ...rest,
    ...{ slug, value, currency, because, clickId, trackedLinkId },
    ...(importId && { importId: new Types.ObjectId(importId) }),
    origin: isFromBrowser(rest.via) ? 'browser' : 'trusted',
    ...standingOf(rest, attribution, accepted),
    toldAt: now,
    day: dayIn(zone, rest.at),
    rule: { name: attributionRule, days },
    tryAt: nextAttributionTry(now, now)!,
    tries: 0,
    formerLinkIds: [],
    // A conversion without a link is in no statistics.
    tallied: because !== null,
  };
}
