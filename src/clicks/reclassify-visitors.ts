import type { Types } from 'mongoose';
import { organizationTimeZone } from '../organization/index.js';
import { dayIn } from '../platform/clock.js';
import { groupBy } from '../platform/data/group-by.js';
import { clicksInBursts } from './burst.js';
import { burst, isScannerHost, isTooSoon, reasonOf, repeatMinutes } from './click-rules.js';
import { Click } from './click.model.js';
import { classifyVisits } from './classify-visits.js';
import { clicksRetainedFrom } from './retention.model.js';
import { TrackedLink } from '../links/index.js';

/** Roughly how many clicks one step classifies. */
const atOnce = 2_000;

/**
 * Classifies the stored clicks of some visitors, those that follow `after`, by the current rules. Only differences
 * are written, and their statistics are calculated again. Null when no visitor is left.
 */
export async function reclassifyVisitors(after: string): Promise<{ last: string; changed: number } | null> {
  const next = await Click.find({ visitorHash: { $gt: after } })
    .sort({ visitorHash: 1 })
    .limit(atOnce)
    .select({ visitorHash: 1 })
    .lean();
  const last = next.at(-1)?.visitorHash;
  if (last === undefined) return null;
  // Repeats while anything differs: a visit recorded at the same time was classified by the old clicks.
  for (let changed = 0; ;) {
    const changes = await differences({ $gt: after, $lte: last });
    if (!changes.length) return { last, changed };
    changed += (await Click.bulkWrite(changes, { ordered: false })).modifiedCount;
  }
}

interface Stored {
  _id: Types.ObjectId;
  trackedLinkId: Types.ObjectId;
  at: Date;
  day: string;
  referrerHost: string | null;
  visitorHash: string;
  marks: string[];
  excludedBecause: string | null;
}

async function differences(visitorHash: { $gt: string; $lte: string }) {
  const zone = await organizationTimeZone();
  const stored = await Click.find({ visitorHash, day: { $gte: await clicksRetainedFrom() } })
    .select({
      trackedLinkId: 1,
      at: 1,
      day: 1,
      referrerHost: 1,
      visitorHash: 1,
      marks: 1,
      excludedBecause: 1,
    })
    .lean<Stored[]>();
  const marks = await marksOfToday(stored);
  const verdicts = [...groupBy(stored, (click) => click.visitorHash).values()].flatMap((clicks) => {
    const open = clicks.filter((click) => reasonOf(marks.get(click)!) === null);
    return [...classifyOpen(open, zone)];
  });
  const judged = new Map(verdicts);
  return stored.flatMap((click) => {
    const { _id, excludedBecause } = click;
    const today = marks.get(click)!;
    const because = judged.has(click) ? judged.get(click)! : reasonOf(today);
    if (because === excludedBecause && today.join() === click.marks.join()) return [];
    const verdict = { counted: because === null, excludedBecause: because, tallied: false };
    const $set = { marks: today, ...(because !== excludedBecause && verdict) };
    return { updateOne: { filter: { _id, excludedBecause }, update: { $set } } };
  });
}

/** The marks of each click by the current rules, as far as the stored data allows. */
async function marksOfToday(clicks: Stored[]): Promise<Map<Stored, string[]>> {
  const ids = [...new Set(clicks.map(({ trackedLinkId }) => trackedLinkId.toString()))];
  const links = await TrackedLink.find({ _id: { $in: ids } })
    .select({ 'labels.network': 1, createdAt: 1 })
    .lean();
  const linkOf = new Map(
    links.map(({ _id, labels, createdAt }) => [_id.toString(), { ...labels, createdAt }]),
  );
  return new Map(
    clicks.map((click) => {
      const link = linkOf.get(click.trackedLinkId.toString());
      const told = new Map<string, boolean>();
      if (link) told.set('too-soon', isTooSoon(link, click.at));
      if (isScannerHost(click.referrerHost)) told.set('scanner', true);
      const added = [...told].flatMap(([name, is]) => (is && !click.marks.includes(name) ? [name] : []));
      return [click, [...click.marks.filter((name) => told.get(name) !== false), ...added]];
    }),
  );
}

/** Classifies one visitor's clicks that have no marks. */
function classifyOpen(clicks: Stored[], zone: string): Map<Stored, string | null> {
  const inBurst = new Set(clicksInBursts(clicks));
  // Its connection to clicks across midnight is deleted. The result can't be derived again, so it stays.
  const stands = (click: Stored) => !inBurst.has(click) && mayRestOnAnotherDay(click, zone);
  const verdicts = new Map<Stored, string | null>();
  for (const click of clicks) if (stands(click)) verdicts.set(click, click.excludedBecause);
  const rest = clicks.filter((click) => !verdicts.has(click));
  for (const [click, verdict] of classifyVisits(rest, new Date(0))) verdicts.set(click, verdict);
  return verdicts;
}

function mayRestOnAnotherDay({ at, day, excludedBecause }: Stored, zone: string): boolean {
  const isThere = (seconds: number) => dayIn(zone, new Date(at.getTime() + seconds * 1000)) !== day;
  if (excludedBecause === 'repeat') return isThere(-repeatMinutes * 60);
  return excludedBecause === 'burst' && (isThere(-burst.seconds) || isThere(burst.seconds));
}
