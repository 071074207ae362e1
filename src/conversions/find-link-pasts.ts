import type { Types } from 'mongoose';
import { groupBy } from '../platform/data/group-by.js';
import { latestFirst, type Candidate, type Cause, type LinkPast } from './attribution-rule.js';
import { Click } from '../clicks/index.js';

/** A conversion whose report names this link. */
interface Asked {
  cause: Cause;
  linkId: Types.ObjectId;
}

const [hour, day] = [3_600_000, 86_400_000];

const daysFirst = 3;

/** How many links one query reads the clicks of. */
const linksAtOnce = 100;

/**
 * The clicks of each conversion's link before that conversion. Most conversions follow a click within a few days,
 * so these are searched first: that is a small part of a link with a hundred thousand clicks.
 */
export async function findLinkPasts(asked: Asked[]): Promise<Map<Cause, LinkPast>> {
  const pasts = new Map<Cause, LinkPast>(asked.map(({ cause }) => [cause, {}]));
  const open = () => asked.filter(({ cause }) => !pasts.get(cause)!.last);
  const look = async (some: Asked[], mostDays: number) => {
    const byLink = [...groupBy(some, ({ linkId }) => linkId.toString()).values()];
    for (let from = 0; from < byLink.length; from += linksAtOnce) {
      const near = byLink.slice(from, from + linksAtOnce).flat();
      const clicks = await countedClicks(near, mostDays);
      for (const { cause, linkId } of near)
        pasts.get(cause)!.last = clicks.get(linkId.toString())?.find(({ at }) => at <= cause.at);
    }
  };
  for (const sameDay of groupBy(asked, ({ cause }) => dayOf(cause.at.getTime())).values())
    await look(sameDay, daysFirst);
  if (open().length) await look(open(), Infinity);
  if (open().length) await lookAtFirst(open(), pasts);
  return pasts;
}

/** Counted clicks by link, the latest first, from the last `mostDays` days before the conversions at most. */
async function countedClicks(asked: Asked[], mostDays: number): Promise<Map<string, Candidate[]>> {
  const from = Math.min(
    ...asked.map(({ cause: { at, days } }) => at.getTime() - Math.min(days, mostDays) * day),
  );
  const to = Math.max(...asked.map(({ cause }) => cause.at.getTime()));
  const clicks = await Click.find({
    ...ofLinks(asked),
    // The index has days. The day of a click is that of the organization's zone at that time, which may have been
    // any zone.
    day: { $gte: dayOf(from - 12 * hour), $lte: dayOf(to + 14 * hour) },
    at: { $gte: new Date(from), $lte: new Date(to) },
    counted: true,
  })
    .select({ trackedLinkId: 1, at: 1, counted: 1 })
    .lean<Candidate[]>();
  return groupBy(clicks.sort(latestFirst), ({ trackedLinkId }) => trackedLinkId.toString());
}

async function lookAtFirst(asked: Asked[], pasts: Map<Cause, LinkPast>): Promise<void> {
  const firsts = await Click.aggregate<{ _id: Types.ObjectId; at: Date; countedAt: Date | null }>([
    { $match: ofLinks(asked) },
    {
      $group: {
        _id: '$trackedLinkId',
        at: { $min: '$at' },
        countedAt: { $min: { $cond: ['$counted', '$at', null] } },
      },
    },
  ]);
  const byLink = new Map(firsts.map((first) => [first._id.toString(), first]));
  for (const { cause, linkId } of asked) {
    const { at, countedAt } = byLink.get(linkId.toString()) ?? {};
    Object.assign(pasts.get(cause)!, { firstAt: at, firstCountedAt: countedAt ?? undefined });
  }
}

const ofLinks = (asked: Asked[]) => ({
  trackedLinkId: { $in: [...new Map(asked.map(({ linkId }) => [linkId.toString(), linkId])).values()] },
});

const dayOf = (ms: number) => new Date(ms).toISOString().slice(0, 10);
