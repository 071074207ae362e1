import { Types } from 'mongoose';
import {
  amongClicks,
  ofLink,
  ofNothing,
  type Attribution,
  type Candidate,
  type Cause,
} from './attribution-rule.js';
import type { Services } from '../services.js';
import { Click, getClickKey, readClickId, type ReadClickId } from '../clicks/index.js';
import { findLinkIds } from '../links/index.js';
import { findLinkPasts } from './find-link-pasts.js';

/**
 * Finds the click that led to each conversion: the last counted one before it, within a number of days, among the
 * clicks named in the report, or of the named link when no click is named. It needs the same few queries for one
 * as for hundreds.
 */
export async function attributeConversions(services: Services, causes: Cause[]): Promise<Attribution[]> {
  const ids = await readClickIds(
    services,
    causes.flatMap(({ clickIds }) => clickIds),
  );
  const byLink = causes.filter(({ clickIds, slug }) => !clickIds.length && slug);
  const [clicks, linkIds] = await Promise.all([
    findClicks(ids),
    findLinkIds(byLink.map(({ slug }) => slug!)),
  ]);
  const pasts = await findLinkPasts(
    byLink.flatMap((cause) => {
      const linkId = linkIds.get(cause.slug!);
      return linkId ? { cause, linkId } : [];
    }),
  );
  return causes.map((cause) => {
    if (cause.clickIds.length) {
      const named = cause.clickIds.flatMap((id) => clicks.get(id) ?? []);
      const attribution = amongClicks(named, cause);
      if (!attribution.because) return attribution;
      const awaited = cause.clickIds.find((id) => isOnTheWay(ids.get(id), clicks.has(id), cause.at));
      return awaited ? { ...attribution, guessable: false, awaits: ids.get(awaited)!.id } : attribution;
    }
    const past = pasts.get(cause);
    return past ? ofLink(past, cause) : ofNothing(cause);
  });
}

/** Milliseconds for which a click may be on the disk and not in the database yet. */
const longestOnTheWay = 24 * 3_600_000;

/** True for a signed id without a click that is recent enough for the click to arrive. The time is part of the id. */
function isOnTheWay(read: ReadClickId | undefined, isKnown: boolean, at: Date): boolean {
  if (!read?.signed || isKnown) return false;
  return at.getTime() - new Types.ObjectId(read.id).getTimestamp().getTime() <= longestOnTheWay;
}

type ReadIds = Map<string, ReadClickId & { isOld: (at: Date) => boolean }>;

/** The texts that can be ids of clicks. */
async function readClickIds(services: Services, sent: string[]): Promise<ReadIds> {
  if (!sent.length) return new Map();
  const { key, createdAt } = await getClickKey(services);
  const isOld = (at: Date) => at < createdAt;
  return new Map(
    sent.flatMap((text) => {
      const read = readClickId(key, text);
      return read ? [[text, { ...read, isOld }] as const] : [];
    }),
  );
}

/**
 * The clicks with these ids, by the id as it was sent. An id without a signature is valid only for clicks from
 * before there was a key.
 */
async function findClicks(ids: ReadIds): Promise<Map<string, Candidate>> {
  if (!ids.size) return new Map();
  const found = await Click.find({ _id: { $in: [...new Set([...ids.values()].map(({ id }) => id))] } })
    .select({ trackedLinkId: 1, at: 1, counted: 1 })
    .lean<Candidate[]>();
  const clicks = new Map(found.map((click) => [click._id.toString(), click]));
  return new Map(
    [...ids].flatMap(([sent, { id, signed, isOld }]) => {
      const click = clicks.get(id);
      const isKnown = click && (signed || isOld(click.at));
      return isKnown ? [[sent, { ...click, guessable: !signed }] as const] : [];
    }),
  );
}
