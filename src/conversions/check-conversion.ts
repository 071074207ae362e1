import { InvalidInput } from '../platform/errors.js';
import type { Services } from '../services.js';
import { problemsOf, type ReportedConversion } from './conversion-rules.js';
import { conversionText, currencyCode, readKind } from './conversion-text.js';
import type { ConversionKind, ConversionWay } from './conversion.model.js';

export interface NewConversion extends Omit<ReportedConversion, 'at' | 'clickIds'> {
  /** Default: now. */
  at?: Date | undefined;
  /** Clicks that may have led to it. If empty, any click of the link `slug` may. */
  clickIds?: string[] | undefined;
  via: ConversionWay;
  /** The import whose file contains it. */
  importId?: string | undefined;
}

export interface UsableConversion extends ReportedConversion {
  kind: ConversionKind;
  via: ConversionWay;
  importId?: string | undefined;
}

/**
 * Checks a conversion and returns it as it would be stored. Nothing is stored.
 * @throws InvalidInput with a message for each invalid field
 */
export function checkConversion({ clock }: Services, conversion: NewConversion): UsableConversion {
  const now = clock.now();
  const { kind, externalId, at = now, value = null, currency, clickIds = [], slug } = conversion;
  const told = {
    kind: readKind(kind) ?? kind,
    externalId: conversionText(externalId),
    at,
    value,
    currency: currencyCode(currency ?? '') || null,
    clickIds: [...new Set(clickIds.map(conversionText))].filter(Boolean),
    slug: conversionText(slug ?? '') || null,
  };
  const problems = problemsOf(told, now);
  if (Object.keys(problems).length) throw new InvalidInput(problems);
  const { via, importId } = conversion;
  return { ...told, kind: told.kind as ConversionKind, via, ...(importId && { importId }) };
}
