import type { Types } from 'mongoose';
import { dayIn } from '../platform/clock.js';
import { insertUnlessThere } from '../platform/data/duplicate-key.js';
import { addDays, startOfDay } from '../platform/text/days.js';
import { addWeeks, quarterOfWeek, weekOf } from '../platform/text/weeks.js';
import { sumStatistics } from '../statistics/index.js';
import { CarriedPost } from './carried-post.model.js';
import { membershipsBetween, type FactsOfWeek } from './facts-of-week.js';
import { Habit } from './habit.model.js';
import { Offer } from './offer.model.js';
import { Participation } from './participation.model.js';
import { memberAt } from './regularity.js';

/** So many days from its first one on, a post is looked at. */
export const daysCarried = 14;
const batchSize = 500;

interface FirstOffer {
  postId: Types.ObjectId;
  audienceTeamIds: string[];
  at: Date;
  day: string;
}

/**
 * Stores what the regulars did for each post whose 14 days end in this week. The regulars are those of the last week
 * before it was offered. Idempotent. False when it was stopped before the end.
 */
export async function carryPosts(
  zone: string,
  { week, recordedBy }: FactsOfWeek,
  stopping?: AbortSignal,
): Promise<boolean> {
  // Its last day is in this week when its first one is 13 days earlier.
  const from = startOfDay(zone, addDays(week, 1 - daysCarried));
  const to = startOfDay(zone, addDays(week, 8 - daysCarried));
  const offers = Offer.find({ status: 'published', from: { $gte: from, $lt: to } })
    .lean()
    .cursor({ batchSize });
  for await (const { postId, audienceTeamIds = [], from: at, revision } of offers) {
    if (stopping?.aborted) return false;
    const earlier = await Offer.exists({ postId, revision: { $lt: revision }, status: 'published' });
    if (earlier) continue;
    const offer = { postId, audienceTeamIds: audienceTeamIds.map(String), at, day: dayIn(zone, at) };
    const row = await carriedPost(offer, recordedBy);
    await insertUnlessThere(() => CarriedPost.create(row));
  }
  return true;
}

async function carriedPost(offer: FirstOffer, recordedBy: Date) {
  const days = { from: offer.day, to: addDays(offer.day, daysCarried - 1) };
  const sharesOf = await postingsOf(offer.postId, days, recordedBy);
  let offered = 0;
  const carried: { shareIds: Set<string>; postings: number }[] = [];
  for await (const ids of regularsIn(addWeeks(weekOf(offer.day), -1))) {
    const memberships = await membershipsBetween(ids, offer.at, new Date(offer.at.getTime() + 1));
    for (const id of ids) {
      const member = memberAt(memberships.get(id) ?? [], offer.at);
      const { audienceTeamIds } = offer;
      if (!member || (audienceTeamIds.length && !audienceTeamIds.includes(member.teamId ?? ''))) continue;
      offered += 1;
      const own = sharesOf.get(id);
      if (own) carried.push(own);
    }
  }
  const shareIds = carried.flatMap((one) => [...one.shareIds]);
  return {
    _id: offer.postId,
    quarter: quarterOfWeek(weekOf(offer.day)),
    offered,
    posted: carried.length,
    postings: carried.reduce((sum, { postings }) => sum + postings, 0),
    visitors: await visitorDays(shareIds, days),
  };
}

/** The shares and postings of a post on these days, by person. */
async function postingsOf(postId: Types.ObjectId, days: { from: string; to: string }, recordedBy: Date) {
  const rows = Participation.find(
    {
      postId,
      day: { $gte: days.from, $lte: days.to },
      kind: { $in: ['posted', 'not-posted'] },
      at: { $lte: recordedBy },
    },
    { personId: 1, shareId: 1, day: 1, kind: 1 },
  )
    .sort({ _id: 1 })
    .lean()
    .cursor({ batchSize });
  const latest = new Map<string, { personId: string; shareId: string; isPosted: boolean }>();
  for await (const { personId, shareId, day, kind } of rows)
    latest.set(`${shareId.toString()} ${day}`, {
      personId: personId.toString(),
      shareId: shareId.toString(),
      isPosted: kind === 'posted',
    });
  const byPerson = new Map<string, { shareIds: Set<string>; postings: number }>();
  for (const { personId, shareId, isPosted } of latest.values()) {
    if (!isPosted) continue;
    const own = byPerson.get(personId) ?? { shareIds: new Set(), postings: 0 };
    own.shareIds.add(shareId);
    own.postings += 1;
    byPerson.set(personId, own);
  }
  return byPerson;
}

/** The ids of everybody who was a regular in a week, some at a time. */
async function* regularsIn(week: string): AsyncGenerator<string[]> {
  const habits = Habit.find(
    { 'regular.to': { $gte: week }, regular: { $elemMatch: { from: { $lte: week }, to: { $gte: week } } } },
    { _id: 1 },
  )
    .lean()
    .cursor({ batchSize });
  let batch: string[] = [];
  for await (const { _id } of habits) {
    batch.push(_id.toString());
    if (batch.length === batchSize) {
      yield batch;
      batch = [];
    }
  }
  if (batch.length) yield batch;
}

async function visitorDays(shareIds: string[], days: { from: string; to: string }): Promise<number> {
  let visitors = 0;
  for (let start = 0; start < shareIds.length; start += batchSize) {
    const where = { shareIds: shareIds.slice(start, start + batchSize) };
    const [sum] = await sumStatistics({ ...days, by: 'all', where });
    visitors += sum?.visitors ?? 0;
  }
  return visitors;
}
