import type { Services } from '../services.js';
import { fetchFeed } from './fetch-feed.js';
import { Feed } from './feed.model.js';

/** How many feeds are fetched at a time. Most of that time is waiting. */
const atOnce = 4;

/** Longer than any fetch: if this process ends, the feed is due again afterwards. */
const claimMs = 15 * 60 * 1000;

/**
 * Fetches all feeds that are due. A problem is recorded in its feed and does not affect others. Returns how many.
 * Ends early once `stopping`.
 */
export async function fetchDueFeeds(services: Services, stopping?: AbortSignal): Promise<number> {
  const fetchOneByOne = async () => {
    let fetched = 0;
    while (!stopping?.aborted) {
      const feedId = await claimDueFeed(services);
      if (!feedId) break;
      await fetchFeed(services, { feedId }, stopping).catch((error: unknown) =>
        services.log.error({ event: 'feed.failed', err: error, feedId }, 'fetching a feed failed'),
      );
      fetched += 1;
    }
    return fetched;
  };
  const counts = await Promise.all(Array.from({ length: atOnce }, fetchOneByOne));
  return counts.reduce((sum, count) => sum + count, 0);
}

/** Claims the feed that has waited longest by moving its due time; only one caller gets it. */
async function claimDueFeed(services: Services): Promise<string | null> {
  const now = services.clock.now();
  const claimed = await Feed.findOneAndUpdate(
    { nextFetchAt: { $lte: now } },
    { $set: { nextFetchAt: new Date(now.getTime() + claimMs) } },
    { sort: { nextFetchAt: 1 } },
  ).lean();
  return claimed?._id.toString() ?? null;
}
