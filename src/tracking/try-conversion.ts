import type { Services } from '../services.js';
import { attributeConversion } from './attribute-conversion.js';
import { getConversionSettings } from './conversion-settings.js';
import { Conversion, type ConversionKind, type ConversionWay } from './conversion.model.js';
import { checkConversion, type ConversionOutcome, type NewConversion } from './record-conversion.js';

/**
 * What `recordConversion` would answer now; nothing is kept.
 * @throws InvalidInput as `recordConversion`
 */
export async function tryConversion(
  services: Services,
  conversion: NewConversion,
): Promise<ConversionOutcome> {
  const told = checkConversion(services, conversion);
  if (await Conversion.exists({ kind: told.kind, externalId: told.externalId }))
    return { outcome: 'already-known' };
  const { days } = await getConversionSettings();
  return asOutcome((await attributeConversion({ ...told, days })).because);
}

/** What came of a conversion told in this way, at this time or later; null when there is none. */
export async function outcomeSince(
  { kind, externalId }: { kind: ConversionKind; externalId: string },
  { via, since }: { via: ConversionWay; since: Date },
): Promise<ConversionOutcome | null> {
  const found = await Conversion.findOne({ kind, externalId })
    .select({ via: 1, toldAt: 1, because: 1 })
    .lean();
  return found && found.via === via && found.toldAt >= since ? asOutcome(found.because) : null;
}

const asOutcome = (because: string | null | undefined): ConversionOutcome =>
  because ? ({ outcome: 'unattributed', because } as ConversionOutcome) : { outcome: 'attributed' };
