import pMap from 'p-map';
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
  const fetch = (feedId: string) =>
    fetchFeed(services, { actor: 'clock', feedId }, stopping).catch((error: unknown) =>
      services.log.error({ event: 'feed.failed', err: error, feedId }, 'fetching a feed failed'),
    );
  return (await pMap(claimDueFeeds(services, stopping), fetch, { concurrency: atOnce })).length;
}

async function* claimDueFeeds(services: Services, stopping?: AbortSignal): AsyncGenerator<string> {
  while (!stopping?.aborted) {
    const feedId = await claimDueFeed(services);
    if (!feedId) return;
    yield feedId;
  }
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
