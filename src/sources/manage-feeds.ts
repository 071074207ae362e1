import { Feed } from './feed.model.js';
import { authorize, type SignedIn } from '../people/index.js';
import { remove } from '../events/index.js';
import { NotFound } from '../platform/errors.js';
import type { Services } from '../services.js';

/** All feeds, by title. */
export async function listFeeds() {
  const feeds = await Feed.find().lean();
  return feeds.sort((a, b) => a.title.localeCompare(b.title));
}

export type ListedFeed = Awaited<ReturnType<typeof listFeeds>>[number];

/** The title of a feed. @throws NotFound when there is none */
export async function getFeedTitle(feedId: string): Promise<string> {
  const feed = await Feed.findById(feedId, { title: 1 }).lean();
  if (!feed) throw new NotFound();
  return feed.title;
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
