import mongoose, { type Types } from 'mongoose';
import { groupBy } from '../platform/data/group-by.js';
import { insertNew } from '../platform/data/insert-new.js';
import { burst, isTooSoon, reasonOf, repeatMinutes, type ExclusionReason } from './click-rules.js';
import { Click, type ClickRecord } from './click.model.js';
import type { Hit } from './hit.js';
import { classifyVisits } from './classify-visits.js';
import { TrackedLink } from '../links/index.js';

/** The id of the person who is signed in to a session of the portal, if any. */
export type WhoIs = (sessionId: string) => Promise<string | undefined>;

/**
 * Stores hits as clicks, each counted or with the reason why not. Idempotent by the hit's id. The result does not
 * depend on the order of hits or on how they are divided into calls: clicks are classified by what is stored.
 */
export async function recordHits(hits: Hit[], whoIs: WhoIs): Promise<void> {
  const marked = await withMarks(hits, whoIs);
  await insertNew(Click, marked.map(clickOf));
  // A visit that its own request excludes can't be a repeat or part of a burst, and can't cause one.
  const open = marked.filter(({ marks }) => marks.length === 0);
  if (open.length) await reclassify(open);
}

/** The hits with the marks that need the link or the session. Hits of unknown links are left out. */
async function withMarks(hits: Hit[], whoIs: WhoIs): Promise<Hit[]> {
  const ids = [...new Set(hits.map(({ linkId }) => linkId))];
  const found = await TrackedLink.find({ _id: { $in: ids } })
    .select({ 'labels.advocateId': 1, 'labels.network': 1, createdAt: 1 })
    .lean();
  const links = new Map(found.map((link) => [link._id.toString(), link]));
  const marked = hits.map(async (hit): Promise<Hit | null> => {
    const link = links.get(hit.linkId);
    if (!link) return null;
    const marks = [...hit.marks];
    const { network } = link.labels;
    if (isTooSoon({ network, createdAt: link.createdAt }, new Date(hit.at))) marks.push('too-soon');
    const personId = hit.personId ?? (hit.sessionId && (await whoIs(hit.sessionId)));
    if (personId === link.labels.advocateId) marks.push('own-click');
    return { ...hit, marks };
  });
  return (await Promise.all(marked)).filter((hit) => hit !== null);
}

function clickOf({ id, linkId, at, visitor, referrerHost, device, language, marks }: Hit): ClickRecord {
  const excludedBecause = reasonOf(marks);
  return {
    _id: new mongoose.Types.ObjectId(id),
    trackedLinkId: new mongoose.Types.ObjectId(linkId),
    at: new Date(at),
    day: visitor.day,
    referrerHost,
    device,
    language,
    visitorHash: visitor.hash,
    ...(visitor.earlierHash !== null && { earlierHash: visitor.earlierHash }),
    marks,
    counted: excludedBecause === null,
    excludedBecause,
    tallied: false,
  };
}

/** Classifies the visits of these visitors again, beginning with the first of the hits. */
async function reclassify(hits: Hit[]): Promise<void> {
  const first = Math.min(...hits.map(({ at }) => at));
  const before = (seconds: number) => new Date(first - seconds * 1000);
  const from = before(burst.seconds);
  const hashes = hits.flatMap(({ visitor }) => [visitor.hash, visitor.earlierHash ?? visitor.hash]);
  const known = { $in: [...new Set(hashes)] };
  const ofThem = { $or: [{ visitorHash: known }, { earlierHash: known }] };
  // Of earlier visits only counted clicks matter. There are few of them, even of a visitor that never stops.
  const near = await Promise.all([
    find({
      ...ofThem,
      excludedBecause: null,
      at: { $gte: before(repeatMinutes * 60 + burst.seconds), $lt: before(2 * burst.seconds) },
    }),
    find({
      ...ofThem,
      excludedBecause: { $in: [null, 'repeat', 'burst'] },
      at: { $gte: before(2 * burst.seconds) },
    }),
  ]);
  const firstHash = firstHashes(near.flat());
  const changes = [...groupBy(near.flat(), ({ visitorHash }) => firstHash(visitorHash)).values()]
    .flatMap((clicks) => [...classifyVisits(clicks, from)])
    .filter(([click, verdict]) => click.excludedBecause !== verdict);
  await writeReclassified(changes);
}

const find = (filter: object) =>
  Click.find(filter)
    .select({ trackedLinkId: 1, at: 1, visitorHash: 1, earlierHash: 1, excludedBecause: 1 })
    .lean<Known[]>();

interface Known {
  _id: Types.ObjectId;
  trackedLinkId: Types.ObjectId;
  at: Date;
  visitorHash: string;
  earlierHash?: string | null;
  excludedBecause: string | null;
}

/** Stores classifications that changed, except where somebody else changed the click meanwhile. */
async function writeReclassified(changes: [Known, ExclusionReason | null][]): Promise<void> {
  if (!changes.length) return;
  await Click.bulkWrite(
    changes.map(([{ _id, excludedBecause }, verdict]) => ({
      updateOne: {
        filter: { _id, excludedBecause },
        update: { $set: { counted: verdict === null, excludedBecause: verdict, tallied: false } },
      },
    })),
    { ordered: false },
  );
}

/** The hash that a visitor was first known by: a visitor around midnight has two. */
function firstHashes(clicks: Known[]): (hash: string) => string {
  const earlier = new Map(clicks.map(({ visitorHash, earlierHash }) => [visitorHash, earlierHash]));
  return function first(hash: string): string {
    const before = earlier.get(hash);
    return before ? first(before) : hash;
  };
}
