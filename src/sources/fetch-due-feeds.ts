import pMap from 'p-map';
import type { Services } from '../services.js';
import { fetchFeed } from './fetch-feed.js';
import { Feed } from './feed.model.js';

/** Feeds fetched at a time: most of it is waiting for others. */
const atOnce = 4;

/** Long enough for any fetch: should this process end meanwhile, the feed is due again after it. */
const claimMs = 15 * 60 * 1000;

/** Fetches every feed that is due; what goes wrong with one is noted there and stops no other. Returns how many. Ends early once `stopping`. */
export async function fetchDueFeeds(services: Services, stopping?: AbortSignal): Promise<number> {
  const fetch = (feedId: string) =>
    fetchFeed(services, { feedId }, stopping).catch((error: unknown) =>
      services.log.error({ err: error, feedId }, 'fetching a feed failed'),
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

/** Takes the feed that waits longest by moving on when it is due: only one caller gets it. */
async function claimDueFeed(services: Services): Promise<string | null> {
  const now = services.clock.now();
  const claimed = await Feed.findOneAndUpdate(
    { nextFetchAt: { $lte: now } },
    { $set: { nextFetchAt: new Date(now.getTime() + claimMs) } },
    { sort: { nextFetchAt: 1 } },
  ).lean();
  return claimed?._id.toString() ?? null;
}
