import { Feed } from './feed.model.js';

/** All feeds, by title. */
export async function listFeeds() {
  const feeds = await Feed.find().lean();
  return feeds.sort((a, b) => a.title.localeCompare(b.title));
}

export type ListedFeed = Awaited<ReturnType<typeof listFeeds>>[number];
