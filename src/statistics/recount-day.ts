import type { Types } from 'mongoose';
import { isDeadlock, isDuplicateKey } from '../platform/data/duplicate-key.js';
import { groupBy } from '../platform/data/group-by.js';
import { areClicksRetained, Click } from '../clicks/index.js';
import { countConversions } from '../conversions/index.js';
import { DailyStatistic } from './daily-statistic.model.js';
import { copyLabels, TrackedLink, type TrackedLinkRecord } from '../links/index.js';

type Link = Pick<TrackedLinkRecord, '_id' | 'shareId' | 'labels'>;

/**
 * Counts a day of these links from their clicks and conversions and writes the rows. When another recount wrote
 * one of them meanwhile, counts again, so that the latest count is stored. If the clicks of the day are deleted,
 * only conversions are counted again.
 */
export async function recountDay(day: string, linkIds: Types.ObjectId[]): Promise<void> {
  const links = await TrackedLink.find({ _id: { $in: linkIds } })
    .select({ shareId: 1, labels: 1 })
    .lean<Link[]>();
  while (links.length && !(await recount(day, links)));
}

/** False when somebody else wrote a row between reading and writing. */
async function recount(day: string, links: Link[]): Promise<boolean> {
  const ofDay = { trackedLinkId: { $in: links.map(({ _id }) => _id) }, day };
  const rows = await DailyStatistic.find(ofDay).select({ trackedLinkId: 1, revision: 1 }).lean();
  const revisions = new Map(rows.map(({ trackedLinkId, revision }) => [trackedLinkId.toString(), revision]));
  const clicks = await countClicks(ofDay);
  const conversions = await countConversions(ofDay);
  return write(
    links.map(({ _id, shareId, labels }) => {
      const id = _id.toString();
      const row = { shareId, labels: copyLabels(labels), ...clicks(id), ...conversions(id) };
      const revision = revisions.get(id);
      if (revision === undefined) return { insertOne: { document: { trackedLinkId: _id, day, ...row } } };
      const filter = { trackedLinkId: _id, day, revision };
      return { updateOne: { filter, update: { $set: row, $inc: { revision: 1 } } } };
    }),
  );
}

async function write(operations: Parameters<typeof DailyStatistic.bulkWrite>[0]): Promise<boolean> {
  try {
    const written = await DailyStatistic.bulkWrite(operations, { ordered: false });
    return written.insertedCount + written.matchedCount === operations.length;
  } catch (error) {
    // Another process inserted the row, or a database based on PostgreSQL ended one of two writes because of a
    // deadlock.
    if (!isDuplicateKey(error) && !isDeadlock((error as Error).message)) throw error;
    return false;
  }
}

interface OfDay {
  trackedLinkId: { $in: Types.ObjectId[] };
  day: string;
}

interface Group {
  _id: { link: Types.ObjectId; reason: string | null };
  clicks: number;
  visitors: number;
}

/** The counts by link. Empty when clicks of this day may be deleted, so that the stored counts stay. */
async function countClicks(ofDay: OfDay): Promise<(linkId: string) => object> {
  // First by visitor, then by reason, so that the server never sends a list of visitors.
  const link = '$trackedLinkId';
  const groups = await Click.aggregate<Group>([
    { $match: ofDay },
    { $group: { _id: { link, reason: '$excludedBecause', visitor: '$visitorHash' }, clicks: { $sum: 1 } } },
    {
      $group: {
        _id: { link: '$_id.link', reason: '$_id.reason' },
        clicks: { $sum: '$clicks' },
        visitors: { $sum: 1 },
      },
    },
  ]);
  // Checked after counting: if deletion began before, the count would be too low.
  if (!(await areClicksRetained(ofDay.day))) return () => ({});
  const byLink = groupBy(groups, ({ _id }) => _id.link.toString());
  return (linkId) => {
    const ofLink = byLink.get(linkId) ?? [];
    const counted = ofLink.find(({ _id }) => _id.reason === null);
    return {
      clicks: counted?.clicks ?? 0,
      visitors: counted?.visitors ?? 0,
      excluded: Object.fromEntries(
        ofLink.flatMap(({ _id, clicks }) => (_id.reason === null ? [] : [[_id.reason, clicks]])),
      ),
    };
  };
}
