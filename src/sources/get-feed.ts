import { NotFound } from '../platform/errors.js';
import { Feed } from './feed.model.js';

/** The title of a feed. @throws NotFound when there is none */
export async function getFeedTitle(feedId: string): Promise<string> {
  const feed = await Feed.findById(feedId, { title: 1 }).lean();
  if (!feed) throw new NotFound();
  return feed.title;
}
