import { InvalidInput, type Message } from '../platform/errors.js';
import type { Services } from '../services.js';
import { checkConversion, type NewConversion, type UsableConversion } from './check-conversion.js';
import { recordConversions } from './record-conversion.js';
import { type ConversionOutcome } from './find-outcomes.js';
import { type ConversionWay } from './conversion.model.js';
import { countRefusals } from './refusal.model.js';

/** The result of a report: its outcome, or a message for each invalid field. */
export type ReportOutcome = ConversionOutcome | { outcome: 'refused'; fields: Record<string, Message> };

/** Reads and records a conversion. One that can't be used is counted as refused and not stored. */
export async function reportConversion(
  services: Services,
  via: ConversionWay,
  read: () => NewConversion,
): Promise<ReportOutcome> {
  return (await reportConversions(services, via, [read]))[0]!;
}

/** The same for many reports, in the same order, with the same few queries for one and for a hundred. */
export async function reportConversions(
  services: Services,
  via: ConversionWay,
  reads: (() => NewConversion)[],
): Promise<ReportOutcome[]> {
  const checked = reads.map((read) => check(services, read));
  const usable = checked.flatMap((one) => ('refused' in one ? [] : [one]));
  const outcomes = usable.length ? await recordConversions(services, usable) : [];
  const results = checked.map((one): ReportOutcome => ('refused' in one ? one.refused : outcomes.shift()!));
  await countRefusals(
    services,
    via,
    results.flatMap((one) => problemOf(one) ?? []),
  );
  return results;
}

function check(
  services: Services,
  read: () => NewConversion,
): UsableConversion | { refused: Extract<ReportOutcome, { outcome: 'refused' }> } {
  try {
    return checkConversion(services, read());
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    return { refused: { outcome: 'refused', fields: error.fields } };
  }
}

function problemOf(result: ReportOutcome): Message | undefined {
  if (result.outcome === 'refused') return Object.values(result.fields)[0]!;
  if (result.outcome !== 'not-stored') return undefined;
  return result.because === 'many' ? 'conversions.refused-many' : `conversions.because-${result.because}`;
}
