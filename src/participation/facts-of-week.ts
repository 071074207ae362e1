import type { Types } from 'mongoose';
import { addDays } from '../platform/text/days.js';
import { addWeeks, startOfWeek } from '../platform/text/weeks.js';
import { Membership } from './membership.model.js';
import { Offer } from './offer.model.js';
import { Participation } from './participation.model.js';
import { isPausedWeek, type MembershipInterval, type OfferedTo } from './regularity.js';
import { SharingPause } from './sharing-pause.model.js';

/** So many weeks after its end, a week is closed: evidence of posting comes within 14 days. */
const weeksUntilClosed = 2;
/** Evidence of the last minute is recorded by a job. */
const grace = 60 * 60 * 1_000;

/** When a week closes: no evidence of posting counts for it any more. */
export const closingOf = (zone: string, week: string): Date =>
  startOfWeek(zone, addWeeks(week, 1 + weeksUntilClosed));

/** The last moment at which a fact could be recorded that counts for a week. */
export const lastFactOf = (zone: string, week: string): Date =>
  new Date(closingOf(zone, week).getTime() + grace);

/** What is so for everybody in a week. */
export interface FactsOfWeek {
  week: string;
  /** Its last day. */
  lastDay: string;
  start: Date;
  /** The first moment after it. */
  end: Date;
  /** Facts that were recorded later are left out. */
  recordedBy: Date;
  isPaused: boolean;
  offered: OfferedTo;
}

/** Reads what is so for everybody in a week. */
export async function readFactsOfWeek(zone: string, week: string): Promise<FactsOfWeek> {
  const [start, end] = [startOfWeek(zone, week), startOfWeek(zone, addWeeks(week, 1))];
  const pauses = await SharingPause.find({ from: { $lt: end } }).lean();
  return {
    ...{ week, start, end },
    lastDay: addDays(week, 6),
    recordedBy: lastFactOf(zone, week),
    isPaused: isPausedWeek(
      zone,
      week,
      pauses.map(({ from, to = null }) => ({ from, to })),
    ),
    offered: await offeredTo(start, end),
  };
}

/** For whom a post was offered at some moment from `start` to before `end`. */
async function offeredTo(start: Date, end: Date): Promise<OfferedTo> {
  const teamIds = new Set<string>();
  for (const to of [null, { $gt: start }]) {
    const offers = Offer.find({ status: 'published', to, from: { $lt: end } }, { audienceTeamIds: 1 })
      .lean()
      .cursor();
    for await (const { audienceTeamIds = [] } of offers) {
      if (!audienceTeamIds.length) return { everybody: true, teamIds };
      for (const teamId of audienceTeamIds) teamIds.add(teamId.toString());
    }
  }
  return { everybody: false, teamIds };
}

type Ids = readonly (string | Types.ObjectId)[];

/** The memberships of these people that have a moment from `start` to before `end`, by person. */
export async function membershipsBetween(
  personIds: Ids,
  start: Date,
  end: Date,
): Promise<Map<string, MembershipInterval[]>> {
  const found = await Membership.find({ personId: { $in: personIds }, from: { $lt: end } })
    .sort({ personId: 1, revision: 1 })
    .lean();
  const byPerson = new Map<string, MembershipInterval[]>();
  for (const { personId, teamId, status, from, to = null } of found) {
    if (to && to <= start) continue;
    const intervals = byPerson.get(personId.toString()) ?? [];
    intervals.push({ teamId: teamId?.toString() ?? null, status, from, to });
    byPerson.set(personId.toString(), intervals);
  }
  return byPerson;
}

/** Which of these people posted something on the days of a week. */
export async function postersAmong(
  personIds: Ids,
  { week, lastDay, recordedBy }: Pick<FactsOfWeek, 'week' | 'lastDay' | 'recordedBy'>,
): Promise<Set<string>> {
  const rows = await Participation.find(
    {
      personId: { $in: personIds },
      day: { $gte: week, $lte: lastDay },
      kind: { $in: ['posted', 'not-posted'] },
      at: { $lte: recordedBy },
    },
    { personId: 1, shareId: 1, day: 1, kind: 1 },
  )
    .sort({ _id: 1 })
    .lean();
  // A posting may prove to be none: the last row of a share and day says how it is.
  const latest = new Map(rows.map((row) => [`${row.shareId.toString()} ${row.day}`, row]));
  return new Set(
    [...latest.values()].flatMap(({ kind, personId }) => (kind === 'posted' ? [personId.toString()] : [])),
  );
}
