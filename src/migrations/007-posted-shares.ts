import type { Db, Document } from 'mongodb';
import type { Migration } from './migration.js';

const batchSize = 500;
const day = 24 * 3_600_000;

/**
 * Shares store whether there is evidence within 14 days that they were posted: a confirmation, or a counted click
 * more than a minute after preparing. If clicks are deleted already, clicks on a later day in the statistics are
 * the evidence.
 */
export const migration: Migration = {
  number: 7,
  name: 'posted-shares',
  async run(db: Db) {
    const shares = db.collection('shares');
    let after: Document = {};
    for (;;) {
      const batch = await shares
        .find({ ...after, posted: { $exists: false } })
        .sort({ _id: 1 })
        .limit(batchSize)
        .toArray();
      if (!batch.length) return;
      after = { _id: { $gt: batch.at(-1)!._id } };
      const proved = await provedByClicks(db, batch);
      const isPosted = ({ _id, status, at, confirmedAt }: Document) =>
        proved.has(String(_id)) ||
        (status === 'confirmed' && +(confirmedAt as Date) <= +(at as Date) + 14 * day);
      await shares.bulkWrite(
        batch.map((share) => ({
          updateOne: { filter: { _id: share._id }, update: { $set: { posted: isPosted(share) } } },
        })),
        { ordered: false },
      );
    }
  },
};

/** The ids of the shares that a click proves to be posted. */
async function provedByClicks(db: Db, shares: Document[]): Promise<Set<string>> {
  const byId = new Map(shares.map((share) => [String(share._id), share]));
  const ids = [...byId.keys()];
  const links = await db
    .collection('trackedlinks')
    .find({ shareId: { $in: ids } })
    .toArray();
  const shareOf = new Map(links.map(({ _id, shareId }) => [String(_id), byId.get(shareId as string)!]));
  const proved = new Set<string>();
  const clicks = db.collection('clicks').aggregate([
    { $match: { trackedLinkId: { $in: links.map(({ _id }) => _id) }, counted: true } },
    {
      $group: {
        _id: { link: '$trackedLinkId', day: '$day' },
        first: { $min: '$at' },
        last: { $max: '$at' },
      },
    },
  ]);
  for await (const { _id, first, last } of clicks as AsyncIterable<Document>) {
    const share = shareOf.get(String((_id as Document).link))!;
    const since = (at: Date) => +at - +(share.at as Date);
    if ([first, last].some((at: Date) => since(at) > 60_000 && since(at) <= 14 * day))
      proved.add(String(share._id));
  }
  const statistics = db
    .collection('dailystatistics')
    .find({ shareId: { $in: ids }, clicks: { $gt: 0 } })
    .project({ shareId: 1, day: 1 });
  for await (const { shareId, day: clicked } of statistics as AsyncIterable<Document>) {
    const share = byId.get(shareId as string)!;
    const days = (Date.parse(clicked as string) - Date.parse(share.day as string)) / day;
    if (days >= 1 && days <= 14) proved.add(shareId as string);
  }
  return proved;
}
