import type { Types } from 'mongoose';
import type { Services } from '../services.js';
import { attributeConversion, type Attribution, type MissReason } from './attribute-conversion.js';
import { Conversion, type ConversionRecord } from './conversion.model.js';

const [second, minute, hour] = [1_000, 60_000, 3_600_000];

/** How long after it was told a conversion is attributed anew; after the last time it stands. */
const tries = [5 * second, 30 * second, 5 * minute, hour, 6 * hour, 24 * hour];

/** When a conversion told at that time is next attributed anew; undefined once it stands. */
export function nextTry(toldAt: Date, now: Date): Date | undefined {
  const next = tries.find((after) => toldAt.getTime() + after > now.getTime());
  return next === undefined ? undefined : new Date(toldAt.getTime() + next);
}

const batchSize = 200;

/**
 * Attributes anew the conversions whose time it is: a click may reach the database after its conversion, and may be
 * judged anew by what its visitor did next. So the order in which we learn of things does not matter.
 * @returns how many were attributed otherwise than before
 */
export async function attributeAgain(services: Services, stopping?: AbortSignal): Promise<number> {
  let changed = 0;
  for (;;) {
    const due = await Conversion.find({ tryAt: { $lte: services.clock.now() } })
      .sort({ tryAt: 1 })
      .limit(batchSize)
      .lean<ConversionRecord[]>();
    for (const conversion of due) {
      if (stopping?.aborted) return changed;
      if (await attributeOne(conversion, services.clock.now())) changed += 1;
    }
    if (due.length < batchSize) return changed;
  }
}

async function attributeOne(conversion: ConversionRecord, now: Date): Promise<boolean> {
  const { _id, tries: read, toldAt, at, clickIds, slug, rule } = conversion;
  const found = await attributeConversion({ at, clickIds: clickIds ?? [], slug, days: rule.days! });
  const changes = { ...(differs(conversion, found) && otherwise(conversion, found)) };
  const tryAt = nextTry(toldAt, now);
  const { modifiedCount } = await Conversion.updateOne(
    { _id, tries: read },
    {
      $set: { ...changes, ...(tryAt && { tryAt }) },
      ...(!tryAt && { $unset: { tryAt: 1 } }),
      $inc: { tries: 1 },
    },
  );
  return modifiedCount === 1 && 'because' in changes;
}

/** Its click may have been deleted for its age: then it stays what it was. */
const gone: (MissReason | null)[] = ['unknown-click', 'no-click'];

function differs({ clickId, because }: ConversionRecord, found: Attribution): boolean {
  if (clickId && gone.includes(found.because)) return false;
  return because !== found.because || !same(clickId, found.clickId);
}

const same = (a: Types.ObjectId | null | undefined, b: Types.ObjectId | null) =>
  a ? a.equals(b?.toString() ?? '') : !b;

/** The statistics of the link it was attributed to are counted anew as well. */
function otherwise({ trackedLinkId, formerLinkIds }: ConversionRecord, found: Attribution) {
  const former = [...(formerLinkIds ?? []), ...(trackedLinkId ? [trackedLinkId] : [])];
  return { ...found, tallied: false, formerLinkIds: former };
}
