import { Types } from 'mongoose';
import { dayIn } from '../platform/clock.js';
import { insertNew } from '../platform/insert-new.js';
import { organizationTimeZone } from '../organization/index.js';
import type { Services } from '../services.js';
import { nextTry } from './attribute-again.js';
import { attributionRule, type Attribution } from './attribution-rule.js';
import { checkConversion, type NewConversion, type UsableConversion } from './check-conversion.js';
import { getConversionSettings } from './conversion-settings.js';
import { Conversion, type ConversionRecord } from './conversion.model.js';
import { judgeConversions, type ConversionOutcome } from './judge-conversions.js';

/**
 * Keeps a conversion, attributed to a click or with the reason why to none. Told twice, it is kept once, as first
 * told.
 * @throws InvalidInput with a message for each field that can't be used; nothing is kept then
 */
export async function recordConversion(
  services: Services,
  conversion: NewConversion,
): Promise<ConversionOutcome> {
  const [outcome] = await recordConversions(services, [checkConversion(services, conversion)]);
  return outcome!;
}

/** The same for many that were checked. Returns what came of each, in the order given. */
export async function recordConversions(
  { clock }: Services,
  conversions: UsableConversion[],
): Promise<ConversionOutcome[]> {
  const [zone, { days }] = await Promise.all([organizationTimeZone(), getConversionSettings()]);
  const judged = await judgeConversions(conversions, days);
  const toldAt = clock.now();
  const fresh = [...judged.keys()].filter((n) => judged[n]!.attribution);
  const wereThere = await insertNew(
    Conversion,
    fresh.map((n) => rowOf(conversions[n]!, judged[n]!.attribution!, { days, zone, toldAt })),
  );
  // Another one told them meanwhile.
  const again = fresh.filter((_, place) => wereThere.has(place));
  if (again.length) {
    const anew = await judgeConversions(
      again.map((n) => conversions[n]!),
      days,
    );
    for (const [place, n] of again.entries()) judged[n] = anew[place]!;
  }
  return judged.map(({ outcome }) => outcome);
}

/** What `recordConversions` would answer now; nothing is kept. */
export async function tryConversions(conversions: UsableConversion[]): Promise<ConversionOutcome[]> {
  const { days } = await getConversionSettings();
  return (await judgeConversions(conversions, days)).map(({ outcome }) => outcome);
}

function rowOf(
  { importId, slug = null, value = null, currency = null, ...told }: UsableConversion,
  attribution: Attribution,
  { days, zone, toldAt }: { days: number; zone: string; toldAt: Date },
): ConversionRecord {
  return {
    _id: new Types.ObjectId(),
    ...told,
    ...{ slug, value, currency },
    ...(importId && { importId: new Types.ObjectId(importId) }),
    ...attribution,
    toldAt,
    day: dayIn(zone, told.at),
    rule: { name: attributionRule, days },
    tryAt: nextTry(toldAt, toldAt)!,
    tries: 0,
    formerLinkIds: [],
    // What is attributed to no link is in no statistics.
    tallied: attribution.because !== null,
  };
}
