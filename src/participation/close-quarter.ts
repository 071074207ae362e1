import type { PipelineStage, Types } from 'mongoose';
import { levels } from '../links/index.js';
import { insertUnlessThere } from '../platform/data/duplicate-key.js';
import { quarterOfWeek, startOfWeek, weeksOfPeriod } from '../platform/text/weeks.js';
import { ClosedQuarter } from './closed-quarter.model.js';
import type { FactsOfWeek } from './facts-of-week.js';
import { Offer } from './offer.model.js';
import { Participation } from './participation.model.js';

type Id = Types.ObjectId | null;
type Column = (typeof levels)[number];

/** What stands for a column: posts of a level, or postings in somebody’s own words. */
const postingsIn: Record<Column, object> = {
  industry: { level: 'industry' },
  corporate: { level: 'corporate' },
  individual: {
    copyUsed: null,
    copyOffered: { $ne: null },
    hasWords: { $ne: false },
    // An older release did not store whether there were words.
    $nor: [{ hasWords: null, caption: '' }],
  },
};

/** Stores what was offered and posted by theme and level in the quarter that ends with this week. Idempotent. */
export async function closeQuarter(zone: string, { week, lastDay, end, recordedBy }: FactsOfWeek) {
  const quarter = quarterOfWeek(week);
  const { first } = weeksOfPeriod(quarter);
  const themes = new Map<string, Theme>();
  const themeOf = (topicId: Id) => {
    const key = String(topicId);
    if (!themes.has(key)) themes.set(key, newTheme(topicId));
    return themes.get(key)!;
  };
  const offered = await offeredBetween(startOfWeek(zone, first), end);
  for (const { topicId, level, postIds } of offered) themeOf(topicId)[level].offered = postIds.size;
  const posted = { day: { $gte: first, $lte: lastDay }, at: { $lte: recordedBy } };
  for (const level of levels)
    for (const { _id, postings, people } of await countPostings(posted, postingsIn[level]))
      Object.assign(themeOf(_id)[level], { postings, people });
  for (const { _id, people } of await countPostings(posted, {})) themeOf(_id).people = people;
  const inOrder = [...themes.values()].sort((a, b) => (String(a.topicId) < String(b.topicId) ? -1 : 1));
  await insertUnlessThere(() => ClosedQuarter.create({ _id: quarter, themes: inOrder }));
}

interface Cell {
  offered: number;
  postings: number;
  people: number;
}

type Theme = { topicId: Id; people: number } & Record<Column, Cell>;

const noCell = (): Cell => ({ offered: 0, postings: 0, people: 0 });
const newTheme = (topicId: Id): Theme => ({
  ...{ topicId, people: 0 },
  ...{ industry: noCell(), corporate: noCell(), individual: noCell() },
});

/** The posts that were offered between two moments, by topic and level. */
export async function offeredBetween(start: Date, end: Date) {
  const cells = new Map<string, { topicId: Id; level: Column; postIds: Set<string> }>();
  for (const to of [null, { $gt: start }]) {
    const offers = Offer.find(
      { status: 'published', to, from: { $lt: end } },
      { postId: 1, topicId: 1, level: 1 },
    )
      .lean()
      .cursor();
    for await (const { postId, topicId = null, level } of offers) {
      if (!level) continue;
      const key = `${String(topicId)} ${level}`;
      const cell = cells.get(key) ?? { topicId, level, postIds: new Set() };
      cell.postIds.add(postId.toString());
      cells.set(key, cell);
    }
  }
  return cells.values();
}

/** How many postings there are of each topic, and by how many people. */
async function countPostings(days: object, condition: object) {
  const pipeline: PipelineStage[] = [
    { $match: { ...days, kind: { $in: ['posted', 'not-posted'] } } },
    { $sort: { _id: 1 } },
    // A posting may prove to be none, or be repeated in other words: the last row of a share and day says how it is.
    { $group: { _id: { shareId: '$shareId', day: '$day' }, last: { $last: '$$ROOT' } } },
    { $replaceRoot: { newRoot: '$last' } },
    { $match: { kind: 'posted', ...condition } },
    { $group: { _id: { topicId: '$topicId', personId: '$personId' }, postings: { $sum: 1 } } },
    { $group: { _id: '$_id.topicId', postings: { $sum: '$postings' }, people: { $sum: 1 } } },
  ];
  return Participation.aggregate<{ _id: Id; postings: number; people: number }>(pipeline);
}
