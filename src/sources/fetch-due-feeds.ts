import pMap from 'p-map';
import { claimDue, eachClaimed } from '../platform/data/claim.js';
import type { Services } from '../services.js';
import { fetchClaimedFeed, fetchLeaseMs } from './fetch-feed.js';
import { Feed, type FeedRecord } from './feed.model.js';

/** How many feeds are fetched at a time. Most of that time is waiting. */
const atOnce = 4;

/**
 * Fetches all feeds that are due. A problem is recorded in its feed and does not affect others. Returns how many.
 * Ends early once `stopping`.
 */
export async function fetchDueFeeds(services: Services, stopping?: AbortSignal): Promise<number> {
  // No more than begin at once: the lease of one that waits would run out.
  const claim = () =>
    claimDue<FeedRecord>(services, Feed, { where: {}, ...{ leaseMs: fetchLeaseMs, most: atOnce } });
  const fetch = (feed: FeedRecord) =>
    fetchClaimedFeed(services, feed, stopping).catch((error: unknown) =>
      services.log.error(
        { event: 'feed.failed', err: error, feedId: feed._id.toString() },
        'fetching a feed failed',
      ),
    );
  return (await pMap(eachClaimed(services, Feed, claim, stopping), fetch, { concurrency: atOnce })).length;
}
