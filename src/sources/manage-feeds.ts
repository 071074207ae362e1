import { Feed } from './feed.model.js';
import { authorize, type SignedIn } from '../people/index.js';
import { changeCurrent, remove } from '../events/index.js';
import { NotFound } from '../platform/errors.js';
import type { Services } from '../services.js';
import type { UtmChoice } from './publisher-utm.js';

/** All feeds, by title. */
export async function listFeeds() {
  const feeds = await Feed.find().lean();
  return feeds.sort((a, b) => a.title.localeCompare(b.title));
}

export type ListedFeed = Awaited<ReturnType<typeof listFeeds>>[number];

/** @throws NotFound when there is no such feed */
export async function getFeedById(feedId: string): Promise<ListedFeed> {
  const feed = await Feed.findById(feedId).lean();
  if (!feed) throw new NotFound();
  return feed;
}

/**
 * Chooses what becomes of the publisher's own campaign parameters when a draft is made of an item.
 * @throws Forbidden; NotFound when there is no such feed
 */
export async function changeFeed(
  services: Services,
  { actor, feedId, publisherUtm }: { actor: SignedIn; feedId: string; publisherUtm: UtmChoice },
): Promise<void> {
  authorize(actor, 'manage-feeds');
  await changeCurrent(services, Feed, { _id: feedId }, (feed) =>
    feed.publisherUtm === publisherUtm ? null : { type: 'feed.changed', by: actor.id, set: { publisherUtm } },
  );
}

/**
 * Takes a feed off the list. What came with it stays in the inbox.
 * @throws Forbidden; NotFound when there is no such feed
 */
export async function removeFeed(
  services: Services,
  { actor, feedId }: { actor: SignedIn; feedId: string },
): Promise<void> {
  authorize(actor, 'manage-feeds');
  const doc = await Feed.findById(feedId, { revision: 1 }).lean();
  if (!doc) throw new NotFound();
  await remove(services, Feed, { doc, type: 'feed.removed', by: actor.id });
}
