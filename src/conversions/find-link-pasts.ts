import type { Types } from 'mongoose';
import { groupBy } from '../platform/data/group-by.js';
import { latestFirst, type Candidate, type Cause, type LinkPast } from './attribution-rule.js';
import { Click } from '../clicks/index.js';

/** A conversion that is told to have come of this link. */
interface Asked {
  cause: Cause;
  linkId: Types.ObjectId;
}

const [hour, day] = [3_600_000, 86_400_000];

const daysFirst = 3;

/** Of so many links clicks are read in one go. */
const linksAtOnce = 100;

/**
 * What each conversion's link was at its time. Most came soon after a click, so a few days are looked at first: of a link
 * with a hundred thousand clicks they are a small part.
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

/** By link, the latest first: those in the days before the conversions, but at most in so many. */
async function countedClicks(asked: Asked[], mostDays: number): Promise<Map<string, Candidate[]>> {
  const from = Math.min(
    ...asked.map(({ cause: { at, days } }) => at.getTime() - Math.min(days, mostDays) * day),
  );
  const to = Math.max(...asked.map(({ cause }) => cause.at.getTime()));
  const clicks = await Click.find({
    ...ofLinks(asked),
    // Its index has days; a click's is that of its zone then, whichever that was.
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
