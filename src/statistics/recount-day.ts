import type { Types } from 'mongoose';
import { isDeadlock, isDuplicateKey } from '../platform/data/duplicate-key.js';
import { groupBy } from '../platform/data/group-by.js';
import type { Services } from '../services.js';
import { areClicksRetained, Click, referrerClass, type ReferrerClass } from '../clicks/index.js';
import { countConversions, getConversionSettings, hostsOf } from '../conversions/index.js';
import { findPlacements } from '../posts/index.js';
import { DailyStatistic, statisticRows } from './daily-statistic.model.js';
import { copyLabels, placeRows, TrackedLink, type TrackedLinkRecord } from '../links/index.js';

type HostServices = Pick<Services, 'clock' | 'env' | 'publicUrl'>;
type Link = Pick<TrackedLinkRecord, '_id' | 'shareId' | 'labels'>;

/**
 * Counts a day of these links from their clicks and conversions and writes the rows. When another recount wrote
 * one of them meanwhile, counts again, so that the latest count is stored. If the clicks of the day are deleted,
 * only conversions are counted again. A row has the labels of its link and those that its post has now.
 */
export async function recountDay(
  services: HostServices,
  day: string,
  linkIds: Types.ObjectId[],
): Promise<void> {
  const links = await TrackedLink.find({ _id: { $in: linkIds } })
    .select({ shareId: 1, labels: 1 })
    .lean<Link[]>();
  while (links.length && !(await recount(services, day, links)));
}

/** False when somebody else wrote a row between reading and writing. */
async function recount(services: HostServices, day: string, links: Link[]): Promise<boolean> {
  const ofDay = { trackedLinkId: { $in: links.map(({ _id }) => _id) }, day };
  const found = await DailyStatistic.find(ofDay)
    .select({ trackedLinkId: 1, revision: 1, placedRevision: 1 })
    .lean();
  const rows = new Map(found.map((row) => [row.trackedLinkId.toString(), row]));
  const postIds = links.map(({ labels }) => labels.postId);
  const placements = await findPlacements(postIds);
  // Before counting, so that whatever changed before this moment is in the count.
  const changedAt = services.clock.now();
  const clicks = await countClicks(services, ofDay);
  const conversions = await countConversions(ofDay);
  const isWritten = await write(
    links.map(({ _id, shareId, labels: ofLink }) => {
      const id = _id.toString();
      const counts = { ...clicks(id), ...conversions(id), changedAt };
      const row = rows.get(id);
      if (row) {
        const filter = { trackedLinkId: _id, day, revision: row.revision };
        return { updateOne: { filter, update: { $set: counts, $inc: { revision: 1 } } } };
      }
      const { labels, revision: placedRevision = 0 } = placements.get(ofLink.postId) ?? {};
      const placed = { shareId, labels: copyLabels({ ...ofLink, ...labels }), placedRevision };
      return { insertOne: { document: { trackedLinkId: _id, day, ...placed, ...counts } } };
    }),
  );
  if (!isWritten) return false;
  // A post that was placed elsewhere meanwhile may have placed its rows before these were written.
  const placedOf = ({ _id, labels }: Link) =>
    rows.get(_id.toString())?.placedRevision ?? placements.get(labels.postId)?.revision ?? 0;
  for (const [postId, placement] of await findPlacements(postIds))
    if (links.some((link) => link.labels.postId === postId && placedOf(link) < placement.revision))
      await placeRows(statisticRows, placement, { only: ofDay });
  return true;
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
async function countClicks(services: HostServices, ofDay: OfDay): Promise<(linkId: string) => object> {
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
  const referrers = await countReferrers(services, ofDay);
  // Checked after counting: if deletion began before, the count would be too low.
  if (!(await areClicksRetained(ofDay.day))) return () => ({});
  const byLink = groupBy(groups, ({ _id }) => _id.link.toString());
  return (linkId) => {
    const ofLink = byLink.get(linkId) ?? [];
    const counted = ofLink.find(({ _id }) => _id.reason === null);
    return {
      clicks: counted?.clicks ?? 0,
      visitors: counted?.visitors ?? 0,
      referrers: referrers.get(linkId) ?? {},
      excluded: Object.fromEntries(
        ofLink.flatMap(({ _id, clicks }) => (_id.reason === null ? [] : [[_id.reason, clicks]])),
      ),
    };
  };
}

type Referrers = Partial<Record<ReferrerClass, number>>;

/** The counted clicks of each link by class of referrer, without zeros. */
async function countReferrers(services: HostServices, ofDay: OfDay): Promise<Map<string, Referrers>> {
  const groups = await Click.aggregate<{
    _id: { link: Types.ObjectId; host?: string | null };
    clicks: number;
  }>([
    { $match: { ...ofDay, excludedBecause: null } },
    { $group: { _id: { link: '$trackedLinkId', host: '$referrerHost' }, clicks: { $sum: 1 } } },
  ]);
  const own = await ownHosts(services);
  const byLink = new Map<string, Referrers>();
  for (const { _id, clicks } of groups) {
    const of = byLink.get(_id.link.toString()) ?? {};
    const name = referrerClass(_id.host ?? null, own);
    byLink.set(_id.link.toString(), { ...of, [name]: (of[name] ?? 0) + clicks });
  }
  return byLink;
}

/** The hosts of the organization's sites, of the portal and of links. */
export async function ownHosts({ env, publicUrl }: HostServices): Promise<string[]> {
  const { sites } = await getConversionSettings();
  return [...hostsOf(sites), ...[publicUrl, env.LINK_URL ?? publicUrl].map((url) => new URL(url).hostname)];
}
