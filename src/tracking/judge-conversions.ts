import { attributeConversions } from './attribute-conversions.js';
import type { Attribution, MissReason } from './attribution-rule.js';
import type { UsableConversion } from './check-conversion.js';
import { Conversion, type ConversionRecord } from './conversion.model.js';

export type ConversionOutcome =
  { outcome: 'attributed' | 'already-known' } | { outcome: 'unattributed'; because: MissReason };

export interface Judged {
  outcome: ConversionOutcome;
  /** What it would be kept with; null when it is kept already. */
  attribution: Attribution | null;
}

/**
 * What would come of each conversion, in the order given: the same few queries for one and for hundreds. Of two with
 * the same kind and id the first counts. What the same import kept before comes to what it came to then.
 */
export async function judgeConversions(conversions: UsableConversion[], days: number): Promise<Judged[]> {
  const [known, found] = await Promise.all([
    findKnown(conversions),
    attributeConversions(conversions.map((told) => ({ ...told, days }))),
  ]);
  return conversions.map((told, n) => {
    const before = known.get(keyOf(told));
    if (before) return { outcome: outcomeAgain(before, told), attribution: null };
    known.set(keyOf(told), { importId: null, because: null });
    return { outcome: asOutcome(found[n]!.because), attribution: found[n]! };
  });
}

type Known = Pick<ConversionRecord, 'importId' | 'because'>;

async function findKnown(conversions: UsableConversion[]): Promise<Map<string, Known>> {
  const distinct = <T>(values: T[]) => ({ $in: [...new Set(values)] });
  const found = await Conversion.find({
    kind: distinct(conversions.map(({ kind }) => kind)),
    externalId: distinct(conversions.map(({ externalId }) => externalId)),
  })
    .select({ kind: 1, externalId: 1, importId: 1, because: 1 })
    .lean<(Known & { kind: string; externalId: string })[]>();
  return new Map(found.map((one) => [keyOf(one), one]));
}

const keyOf = ({ kind, externalId }: { kind: string; externalId: string }) => `${kind} ${externalId}`;

function outcomeAgain(before: Known, { importId }: UsableConversion): ConversionOutcome {
  const isOwn = importId !== undefined && before.importId?.toString() === importId;
  return isOwn ? asOutcome(before.because) : { outcome: 'already-known' };
}

const asOutcome = (because: string | null | undefined): ConversionOutcome =>
  because ? { outcome: 'unattributed', because: because as MissReason } : { outcome: 'attributed' };
