import type { Types } from 'mongoose';
import type { Services } from '../services.js';
import { attributeConversions } from './attribute-conversions.js';
import type { Attribution, MissReason } from './attribution-rule.js';
import type { UsableConversion } from './check-conversion.js';
import { Conversion, isFromBrowser, type ConversionRecord } from './conversion.model.js';

export type ConversionOutcome =
  | { outcome: 'attributed' | 'already-known' }
  | { outcome: 'unattributed'; because: MissReason }
  /** Not stored, only counted: anybody could have made it up, or there are too many for one click. */
  | { outcome: 'not-stored'; because: MissReason | 'many' };

export interface FoundOutcome {
  outcome: ConversionOutcome;
  /** The attribution to store; null when the conversion is not stored. */
  attribution: Attribution | null;
  /** The browser's report with the same kind and id that this one replaces. */
  replaces?: Types.ObjectId;
}

/**
 * Finds the result of each conversion, in the same order, with the same few queries for one and for hundreds. Of
 * two conversions with the same kind and id the first counts, but a server or file replaces a browser. A row that
 * the same import stored before has the same result again.
 */
export async function findOutcomes(
  services: Services,
  conversions: UsableConversion[],
  days: number,
): Promise<FoundOutcome[]> {
  const [known, found] = await Promise.all([
    findKnown(conversions),
    attributeConversions(
      services,
      conversions.map((reported) => ({ ...reported, days })),
    ),
  ]);
  return conversions.map((reported, n) => {
    const isBrowser = isFromBrowser(reported.via);
    const trusted = known.get(keyOf(reported, 'trusted'));
    const byBrowser = known.get(keyOf(reported, 'browser'));
    const before = trusted ?? (isBrowser ? byBrowser : undefined);
    if (before) return { outcome: outcomeAgain(before, reported), attribution: null };
    const attribution = found[n]!;
    const { because, guessable } = attribution;
    if (isBrowser && because && guessable)
      return { outcome: { outcome: 'not-stored', because }, attribution: null };
    known.set(keyOf(reported, isBrowser ? 'browser' : 'trusted'), {});
    return {
      outcome: asOutcome(because),
      attribution,
      ...(byBrowser?._id && { replaces: byBrowser._id }),
    };
  });
}

type Known = Partial<Pick<ConversionRecord, '_id' | 'importId' | 'because'>>;
type Found = Known & Pick<ConversionRecord, 'kind' | 'externalId' | 'origin'>;

async function findKnown(conversions: UsableConversion[]): Promise<Map<string, Known>> {
  const distinct = <T>(values: T[]) => ({ $in: [...new Set(values)] });
  const found = await Conversion.find({
    kind: distinct(conversions.map(({ kind }) => kind)),
    externalId: distinct(conversions.map(({ externalId }) => externalId)),
  })
    .select({ kind: 1, externalId: 1, origin: 1, importId: 1, because: 1 })
    .lean<Found[]>();
  return new Map(found.map((one) => [keyOf(one, one.origin), one]));
}

const keyOf = ({ kind, externalId }: { kind: string; externalId: string }, origin: string) =>
  `${origin} ${kind} ${externalId}`;

function outcomeAgain(before: Known, { importId }: UsableConversion): ConversionOutcome {
  const isOwn = importId !== undefined && before.importId?.toString() === importId;
  return isOwn ? asOutcome(before.because) : { outcome: 'already-known' };
}

const asOutcome = (because: string | null | undefined): ConversionOutcome =>
  because ? { outcome: 'unattributed', because: because as MissReason } : { outcome: 'attributed' };
