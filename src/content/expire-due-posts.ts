import type { Services } from '../services.js';
import { moveByClock } from './move-by-clock.js';
import { Post } from './post.model.js';

/** Expires each published post whose last day is over; returns how many. Its links go on working. */
export async function expireDuePosts(services: Services): Promise<number> {
  const due = await Post.find({
    status: 'published',
    expiresAt: { $ne: null, $lte: services.clock.now() },
  }).lean();
  return moveByClock(services, 'expire', due);
}
