import type { Collection, Db, Document, ObjectId } from 'mongodb';
import { dropIndex } from './drop-index.js';
import type { Migration } from './migration.js';

const atOnce = 500;

/**
 * Marks conversions that browsers reported as unverified, and separates them in the statistics, which added up
 * both kinds. Uniqueness was by kind and id alone, so a browser could block the id of an order.
 */
export const migration: Migration = {
  number: 2,
  name: 'unverified-conversions',
  async run(db: Db) {
    const conversions = db.collection('conversions');
    await dropIndex(conversions, 'kind_1_externalId_1');
    for (let last: Document = {}; ;) {
      const some = await conversions
        .find({ ...last, verified: { $exists: false } })
        .sort({ _id: 1 })
        .project({ via: 1, day: 1, trackedLinkId: 1 })
        .limit(atOnce)
        .toArray();
      if (!some.length) return;
      // Statistics first: after a crash in between, the same conversions are found again.
      await moveInStatistics(db, some.filter(isFromBrowser));
      await markConversions(conversions, some);
      last = { _id: { $gt: some.at(-1)!._id as ObjectId } };
    }
  },
};

const isFromBrowser = ({ via }: Document) => via === 'script' || via === 'pixel';

async function markConversions(conversions: Collection, some: Document[]): Promise<void> {
  const mark = (list: Document[], verified: boolean) =>
    conversions.updateMany(
      { _id: { $in: list.map(({ _id }) => _id as ObjectId) } },
      { $set: { verified, origin: verified ? 'trusted' : 'browser', acceptedPerClickAndDay: 0 } },
    );
  await mark(some.filter(isFromBrowser), false);
  await mark(
    some.filter((one) => !isFromBrowser(one)),
    true,
  );
}

/** Counts the conversions of the affected links and days again, in existing rows of the statistics. */
async function moveInStatistics(db: Db, some: Document[]): Promise<void> {
  const byDay = new Map<string, Map<string, ObjectId>>();
  for (const { day, trackedLinkId } of some as { day: string; trackedLinkId: ObjectId | null }[]) {
    if (!trackedLinkId) continue;
    if (!byDay.has(day)) byDay.set(day, new Map());
    byDay.get(day)!.set(trackedLinkId.toString(), trackedLinkId);
  }
  for (const [day, links] of byDay) {
    for (const [trackedLinkId, counts] of await countAgain(db, day, [...links.values()]))
      await db
        .collection('dailystatistics')
        .updateOne(
          { trackedLinkId: links.get(trackedLinkId)!, day },
          { $set: counts, $inc: { revision: 1 } },
        );
  }
}

async function countAgain(db: Db, day: string, links: ObjectId[]): Promise<Map<string, Document>> {
  const groups = await db
    .collection('conversions')
    .aggregate([
      { $match: { trackedLinkId: { $in: links }, day, tallied: true } },
      {
        $group: {
          _id: { link: '$trackedLinkId', kind: '$kind', via: '$via', currency: '$currency' },
          count: { $sum: 1 },
          value: { $sum: '$value' },
        },
      },
    ])
    .toArray();
  const counts = new Map<string, Record<string, Record<string, unknown>>>();
  for (const link of links)
    counts.set(link.toString(), { conversions: {}, values: {}, unverified: {}, unverifiedValues: {} });
  for (const { _id, count, value } of groups as Group[]) {
    const of = counts.get(_id.link.toString())!;
    const browser = isFromBrowser(_id);
    add(of[browser ? 'unverified' : 'conversions'] as Record<string, number>, _id.kind, count);
    if (!_id.currency) continue;
    const values = of[browser ? 'unverifiedValues' : 'values'] as Record<string, Record<string, number>>;
    add((values[_id.currency] ??= {}), _id.kind, value);
  }
  return counts;
}

interface Group {
  _id: { link: ObjectId; kind: string; via: string; currency: string | null };
  count: number;
  value: number;
}

function add(to: Record<string, number>, kind: string, more: number): void {
  to[kind] = (to[kind] ?? 0) + more;
}
