import type { mongo, Types } from 'mongoose';
import type { Services } from '../services.js';
import { attributeConversions } from './attribute-conversions.js';
import type { Attribution, MissReason } from './attribution-rule.js';
import { Conversion, type ConversionRecord } from './conversion.model.js';
import { standingOf } from './standing.js';

const [second, minute, hour] = [1_000, 60_000, 3_600_000];

/** How long after it was reported a conversion is attributed again. The last result is final. */
const tries = [5 * second, 30 * second, 5 * minute, hour, 6 * hour, 24 * hour];

/**
 * When a conversion that was reported at that time is next attributed again; undefined once its attribution is
 * final.
 */
export function nextAttributionTry(toldAt: Date, now: Date): Date | undefined {
  const next = tries.find((after) => toldAt.getTime() + after > now.getTime());
  return next === undefined ? undefined : new Date(toldAt.getTime() + next);
}

const batchSize = 500;

/**
 * Attributes conversions again that are due: a click can reach the database after its conversion, and a later
 * visit can change how a click is classified. So the order of clicks and reports does not matter.
 * @returns how many attributions changed
 */
export async function attributeAgain(services: Services, stopping?: AbortSignal): Promise<number> {
  let changed = 0;
  while (!stopping?.aborted) {
    const due = await Conversion.find({ tryAt: { $lte: services.clock.now() } })
      .sort({ tryAt: 1 })
      .limit(batchSize)
      .lean<ConversionRecord[]>();
    changed += await attribute(services, due);
    if (due.length < batchSize) break;
  }
  return changed;
}

async function attribute(services: Services, due: ConversionRecord[]): Promise<number> {
  const now = services.clock.now();
  const found = await attributeConversions(
    services,
    due.map(({ at, clickIds, slug, rule }) => ({ at, clickIds: clickIds ?? [], slug, days: rule.days! })),
  );
  const pairs = due.map((conversion, n) => [conversion, found[n]!] as const);
  const [moved, same] = [true, false].map((moves) =>
    pairs.filter(([conversion, attribution]) => differs(conversion, attribution) === moves),
  );
  await write(same!.map(([conversion]) => tried(conversion, now)));
  return write(
    moved!.map(([conversion, attribution]) => tried(conversion, now, otherwise(conversion, attribution))),
  );
}

type Write = mongo.AnyBulkWriteOperation;

/** Records the try, unless another process tried it meanwhile. */
function tried({ _id, tries, toldAt }: ConversionRecord, now: Date, changes: object = {}): Write {
  const tryAt = nextAttributionTry(toldAt, now);
  const update = {
    $set: { ...changes, ...(tryAt && { tryAt }) },
    ...(!tryAt && { $unset: { tryAt: 1 as const } }),
    $inc: { tries: 1 },
  };
  return { updateOne: { filter: { _id, tries }, update } };
}

async function write(writes: Write[]): Promise<number> {
  if (!writes.length) return 0;
  return (await Conversion.collection.bulkWrite(writes, { ordered: false })).modifiedCount;
}

/** The click may have been deleted because of its age; then the attribution stays. */
const gone: (MissReason | null)[] = ['unknown-click', 'no-click'];

function differs({ clickId, because }: ConversionRecord, found: Attribution): boolean {
  if (clickId && gone.includes(found.because)) return false;
  return because !== found.because || !same(clickId, found.clickId);
}

const same = (a: Types.ObjectId | null | undefined, b: Types.ObjectId | null) =>
  a ? a.equals(b?.toString() ?? '') : !b;

/** The statistics of the former link are updated too. */
function otherwise(conversion: ConversionRecord, found: Attribution) {
  const { trackedLinkId, formerLinkIds, kind, acceptedPerClickAndDay } = conversion;
  const former = [...(formerLinkIds ?? []), ...(trackedLinkId ? [trackedLinkId] : [])];
  const standing = standingOf(conversion, found, { [kind]: acceptedPerClickAndDay });
  const { because, clickId, trackedLinkId: linkId } = found;
  return { because, clickId, trackedLinkId: linkId, ...standing, tallied: false, formerLinkIds: former };
}
