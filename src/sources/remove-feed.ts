import { NotFound } from '../platform/errors.js';
import type { Services } from '../services.js';
import { Feed } from './feed.model.js';

/**
 * Removes a feed from the list. Its items stay in the inbox.
 * @throws NotFound when there is no such feed
 */
export async function removeFeed(_services: Services, { feedId }: { feedId: string }): Promise<void> {
  const { deletedCount } = await Feed.deleteOne({ _id: feedId });
  if (!deletedCount) throw new NotFound();
}
