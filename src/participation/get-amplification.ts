import { addWeeks, quarterBefore, quarterOfWeek, weeksOfPeriod } from '../platform/text/weeks.js';
import { amplificationOf, type Amplification } from './amplification.js';
import { CarriedPost } from './carried-post.model.js';
import { newestClosedWeek } from './closed-week.model.js';
import { closingOf } from './facts-of-week.js';

export interface AmplificationReport {
  /** The last quarter whose posts have been open for 14 days. */
  quarter: string;
  now: Amplification | null;
  /** The quarter before, to compare with. */
  before: Amplification | null;
  /** False when no post of the quarter was offered to a regular. */
  hasPosts: boolean;
  /** The quarter that follows, and when. */
  next: string;
  nextAt: Date;
}

/** The posts of a quarter that begin in its last week are measured two weeks later. */
const weeksToMeasure = 2;

/** What a post brings when the regulars carry it; null before there is a closed week. */
export async function getAmplification({
  zone,
  fewest,
}: {
  zone: string;
  fewest: number;
}): Promise<AmplificationReport | null> {
  const newest = await newestClosedWeek();
  if (!newest) return null;
  const next = quarterOfWeek(addWeeks(newest, 1 - weeksToMeasure));
  const quarter = quarterBefore(next);
  const of = async (one: string) => {
    const posts = await CarriedPost.find({ quarter: one }).lean();
    return amplificationOf(posts, fewest);
  };
  return {
    quarter,
    now: await of(quarter),
    hasPosts: Boolean(await CarriedPost.exists({ quarter, offered: { $gt: 0 } })),
    next,
    before: await of(quarterBefore(quarter)),
    nextAt: closingOf(zone, addWeeks(weeksOfPeriod(next).last, weeksToMeasure)),
  };
}
