import type { Types } from 'mongoose';
import { isDuplicateKey } from '../platform/errors.js';
import { Click } from './click.model.js';
import { Conversion } from './conversion.model.js';
import { DailyStatistic } from './daily-statistic.model.js';
import { areClicksKept } from './retention.model.js';
import { TrackedLink } from './tracked-link.model.js';

/**
 * Counts one link's day anew from its clicks and conversions and writes the row. When another recount wrote it
 * meanwhile, counts once more: what was counted last is what stands. Of a day whose clicks are deleted only the
 * conversions are counted anew.
 */
export async function recountDay(trackedLinkId: Types.ObjectId, day: string): Promise<void> {
  const link = await TrackedLink.findById(trackedLinkId).lean();
  if (!link) return;
  for (;;) {
    const known = await DailyStatistic.findOne({ trackedLinkId, day }).select({ revision: 1 }).lean();
    const row = { shareId: link.shareId, labels: link.labels, ...(await countDay(trackedLinkId, day)) };
    if (await write(known?.revision, row)) return;
  }

  async function write(revision: number | undefined, row: object): Promise<boolean> {
    try {
      if (revision === undefined) {
        await DailyStatistic.create({ trackedLinkId, day, ...row });
        return true;
      }
      const written = await DailyStatistic.updateOne(
        { trackedLinkId, day, revision },
        { ...row, $inc: { revision: 1 } },
      );
      return written.matchedCount === 1;
    } catch (error) {
      if (isDuplicateKey(error)) return false;
      throw error;
    }
  }
}

interface Group {
  _id: string | null;
  clicks: number;
  visitors: number;
}

async function countDay(trackedLinkId: Types.ObjectId, day: string) {
  const counts = await countClicks(trackedLinkId, day);
  return { ...counts, ...(await countConversions(trackedLinkId, day)) };
}

interface Worth {
  _id: { kind: string; currency: string | null };
  count: number;
  value: number;
}

async function countConversions(trackedLinkId: Types.ObjectId, day: string) {
  const groups = await Conversion.aggregate<Worth>([
    { $match: { trackedLinkId, day } },
    {
      $group: {
        _id: { kind: '$kind', currency: '$currency' },
        count: { $sum: 1 },
        value: { $sum: '$value' },
      },
    },
  ]);
  const conversions: Record<string, number> = {};
  const values: Record<string, Record<string, number>> = {};
  for (const { _id, count, value } of groups) {
    conversions[_id.kind] = (conversions[_id.kind] ?? 0) + count;
    if (_id.currency) (values[_id.currency] ??= {})[_id.kind] = value;
  }
  return { conversions, values };
}

/** Nothing when clicks of this day may be gone: what was counted of them stands. */
async function countClicks(trackedLinkId: Types.ObjectId, day: string) {
  // First by visitor, then by reason: the server never sends a list of visitors.
  const groups = await Click.aggregate<Group>([
    { $match: { trackedLinkId, day } },
    { $group: { _id: { reason: '$excludedBecause', visitor: '$visitorHash' }, clicks: { $sum: 1 } } },
    { $group: { _id: '$_id.reason', clicks: { $sum: '$clicks' }, visitors: { $sum: 1 } } },
  ]);
  // Asked after counting: had the deletion begun before, the count would be short.
  if (!(await areClicksKept(day))) return {};
  const counted = groups.find(({ _id }) => _id === null);
  return {
    clicks: counted?.clicks ?? 0,
    visitors: counted?.visitors ?? 0,
    excluded: Object.fromEntries(groups.filter(isExcluded).map(({ _id, clicks }) => [_id, clicks])),
  };
}

const isExcluded = (group: Group): group is Group & { _id: string } => group._id !== null;
