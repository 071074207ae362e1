import type { Services } from '../services.js';
import { moveByClock } from './move-by-clock.js';
import { Post } from './post.model.js';
import { synchroniseLinks } from './synchronise-links.js';

/** Publishes approved posts whose time has come. Returns how many. */
export async function publishDuePosts(services: Services, stopping?: AbortSignal): Promise<number> {
  const now = services.clock.now();
  const due = await Post.find({
    status: 'approved',
    $or: [{ publishAt: null }, { publishAt: { $lte: now } }],
  }).lean();
  const published = await moveByClock(services, 'publish', due, stopping, (post) => ({
    // A post that was published before is not new: it keeps its first date in feeds and digests.
    publishedAt: post.publishedAt ?? now,
  }));
  await synchroniseLinks(services, stopping);
  return published;
}
