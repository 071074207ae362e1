import { Feed } from './feed.model.js';

/** Failures one after the other from which on a feed is said to fail: one alone is often a moment without network. */
export const failuresToSay = 2;

export interface FeedsState {
  total: number;
  /** Those whose last fetches failed, and when they last answered; null if that is unknown. */
  failing: { title: string; answeredAt: Date | null }[];
  /** When a feed last answered. */
  answeredAt: Date | null;
}

/** Which feeds answer, and which do not. */
export async function readFeedsState(): Promise<FeedsState> {
  const feeds = await Feed.find({}, { title: 1, failures: 1, lastFetchedAt: 1, answeredAt: 1 }).lean();
  const answers = feeds.flatMap((feed) => answeredLast(feed)?.getTime() ?? []);
  return {
    total: feeds.length,
    failing: feeds
      .filter(({ failures }) => failures >= failuresToSay)
      .map((feed) => ({ title: feed.title, answeredAt: answeredLast(feed) })),
    answeredAt: answers.length ? new Date(Math.max(...answers)) : null,
  };
}

type Answers = { failures: number; lastFetchedAt?: Date | null; answeredAt?: Date | null };

// A feed that an older release asked last has no `answeredAt`.
const answeredLast = ({ failures, lastFetchedAt, answeredAt }: Answers): Date | null =>
  answeredAt ?? (failures ? null : (lastFetchedAt ?? null));
