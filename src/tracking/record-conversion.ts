import { dayIn } from '../platform/clock.js';
import { InvalidInput, isDuplicateKey } from '../platform/errors.js';
import { organizationTimeZone } from '../organization/index.js';
import type { Services } from '../services.js';
import { attributeConversion, attributionRule, type MissReason } from './attribute-conversion.js';
import { nextTry } from './attribute-again.js';
import { problemsOf, type ToldConversion } from './conversion-rules.js';
import { getConversionSettings } from './conversion-settings.js';
import { Conversion, type ConversionKind, type ConversionWay } from './conversion.model.js';

export interface NewConversion extends Omit<ToldConversion, 'at' | 'clickIds'> {
  /** Default: now. */
  at?: Date | undefined;
  /** Clicks that may have led to it. When there is none, any of the link `slug`. */
  clickIds?: string[] | undefined;
  via: ConversionWay;
}

interface UsableConversion extends ToldConversion {
  kind: ConversionKind;
  via: ConversionWay;
}

export type ConversionOutcome =
  { outcome: 'attributed' | 'already-known' } | { outcome: 'unattributed'; because: MissReason };

/**
 * Keeps a conversion, attributed to a click or with the reason why to none. Told twice, it is kept once, as first
 * told.
 * @throws InvalidInput with a message for each field that can't be used; nothing is kept then
 */
export async function recordConversion(
  services: Services,
  conversion: NewConversion,
): Promise<ConversionOutcome> {
  const told = checkConversion(services, conversion);
  if (await isKnown(told)) return { outcome: 'already-known' };
  const [zone, { days }] = await Promise.all([organizationTimeZone(), getConversionSettings()]);
  const attribution = await attributeConversion({ ...told, days });
  const toldAt = services.clock.now();
  try {
    await Conversion.create({
      ...told,
      ...attribution,
      toldAt,
      day: dayIn(zone, told.at),
      rule: { name: attributionRule, days },
      tryAt: nextTry(toldAt, toldAt),
      // What is attributed to no link is in no statistics.
      tallied: attribution.because !== null,
    });
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    return { outcome: 'already-known' };
  }
  const { because } = attribution;
  return because ? { outcome: 'unattributed', because } : { outcome: 'attributed' };
}

/** The conversion as it would be kept, with nothing kept: for a trial. @throws InvalidInput as `recordConversion` */
export function checkConversion(services: Services, conversion: NewConversion): UsableConversion {
  const now = services.clock.now();
  const { kind, externalId, at = now, value = null, currency, clickIds = [], slug = null, via } = conversion;
  const told = {
    kind,
    externalId,
    at,
    value,
    currency: currency?.toUpperCase() || null,
    clickIds: [...new Set(clickIds)],
    slug,
  };
  const problems = problemsOf(told, now);
  if (Object.keys(problems).length) throw new InvalidInput(problems);
  return { ...told, kind: kind as ConversionKind, via };
}

const isKnown = ({ kind, externalId }: UsableConversion) => Conversion.exists({ kind, externalId });
