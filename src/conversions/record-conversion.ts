import { randomInt } from 'node:crypto';
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
  const found = await findOutcomes(services, conversions, settings.days);
  const now = services.clock.now();
  const rows = new Map<number, NewRow>();
  for (const [n, { attribution }] of found.entries()) {
    if (!attribution) continue;
    const row = rowOf(conversions[n]!, attribution, { ...settings, zone, now });
    const place = row.origin === 'browser' && (await freePlace(clickOf(attribution), row.day));
    if (place === null) found[n] = { outcome: tooMuch, attribution: null };
    else rows.set(n, { ...row, ...(place && { place }) });
  }
  await replaceBrowserReports(services, found, now);
  const made = await createMany(services, Conversion, {
    ...{ type: 'conversion.reported', by },
    values: [...rows.values()],
  });
  const ours = new Set(made.map(({ _id }) => _id.toString()));
  // Meanwhile somebody else reported these, or took their place.
  const again = [...rows].flatMap(([n, { _id }]) => (ours.has(_id.toString()) ? [] : [n]));
  const outcomes = again.length
    ? await recordConversions(
        services,
        again.map((n) => conversions[n]!),
        by,
      )
    : [];
  return found.map(({ outcome }, n) => outcomes[again.indexOf(n)] ?? outcome);
}

const tooMuch = { outcome: 'not-stored', because: 'many' } as const;

/** How many reports of browsers are stored for the same click and day. */
const mostPerClickAndDay = 20;

/** The click that a browser's report is about. A report that is about none is not stored. */
const clickOf = (attribution: Attribution): string =>
  attribution.because === null ? attribution.clickId.toString() : attribution.awaits!;

/** A free place of the click on that day; null when all are taken. The unique index decides who gets it. */
async function freePlace(click: string, day: string): Promise<string | null> {
  const places = Array.from({ length: mostPerClickAndDay }, (_, n) => `${click} ${day} ${n}`);
  const taken = await Conversion.find({ place: { $in: places } }, { place: 1 }).lean();
  const free = places.filter((one) => !taken.some(({ place }) => place === one));
  // Any of them, so that few reports at the same time want the same one.
  return free.length ? free[randomInt(free.length)]! : null;
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
