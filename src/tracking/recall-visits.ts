import type { Types } from 'mongoose';
import { isDuplicateKey } from '../platform/errors.js';
import { burst, repeatMinutes } from './click-rules.js';
import { Click } from './click.model.js';
import { clicksInBursts } from './burst.js';
import type { Visitor } from './identify-visitor.js';
import { RecentVisit } from './visitor.model.js';

/**
 * Takes the hour for this visitor on this link: true for the first of any number of visits at once, false for
 * every other one until the hour is over. Across midnight, the visitor's hash of before counts as well.
 */
export async function takeHour(
  linkId: Types.ObjectId,
  { hash, earlierHash }: Visitor,
  at: Date,
): Promise<boolean> {
  if (earlierHash && !(await take(`${linkId.toString()}:${earlierHash}`, at))) return false;
  return take(`${linkId.toString()}:${hash}`, at);
}

async function take(key: string, at: Date): Promise<boolean> {
  const hour = repeatMinutes * 60_000;
  const [before, after] = [new Date(at.getTime() - hour), new Date(at.getTime() + hour)];
  try {
    // When the hour is taken nothing matches, and the insert then meets the key that is there.
    const free = { _id: key, $or: [{ at: { $lte: before } }, { at: { $gte: after } }] };
    await RecentVisit.updateOne(free, { at }, { upsert: true });
    return true;
  } catch (error) {
    if (isDuplicateKey(error)) return false;
    throw error;
  }
}

/**
 * Excludes every click of this visitor that is part of a burst around `at`, also those already counted.
 * Called after the click itself is stored: so of any number at once, the last one sees them all.
 * @returns the ids of the clicks in a burst
 */
export async function excludeBursts({ hash, earlierHash }: Visitor, at: Date): Promise<Types.ObjectId[]> {
  const reach = burst.seconds * 1000;
  const near = await Click.find({
    visitorHash: { $in: [hash, earlierHash].filter((one) => one !== null) },
    at: { $gte: new Date(at.getTime() - reach), $lte: new Date(at.getTime() + reach) },
    excludedBecause: { $in: [null, 'repeat', 'burst'] },
  })
    .select({ trackedLinkId: 1, at: 1 })
    .lean();
  const ids = clicksInBursts(near).map(({ _id }) => _id);
  const exclusion = { counted: false, excludedBecause: 'burst', tallied: false };
  if (ids.length) await Click.updateMany({ _id: { $in: ids }, excludedBecause: { $ne: 'burst' } }, exclusion);
  return ids;
}
