import type { Services } from '../services.js';
import { today } from './last-day.js';
import { moveByClock } from './move-by-clock.js';
import { Post } from './post.model.js';
import { settleLinks } from './settle-links.js';

/**
 * Expires each post whose last day is over; returns how many. Its links say that it is past its date. A draft stays one,
 * unless it was published before it was changed, so that its links still lead on.
 */
export async function expireDuePosts(services: Services, stopping?: AbortSignal): Promise<number> {
  const lastDay = { $ne: null, $lt: await today(services) };
  const offered = { status: { $in: ['in-review', 'approved', 'published'] as const }, lastDay };
  const leadOn = { linkState: { $ne: null }, 'linkState.switchedOff': null };
  const due = await Post.find({ $or: [offered, { status: 'draft', lastDay, ...leadOn }] }).lean();
  const expired = await moveByClock(services, 'expire', due, stopping);
  await settleLinks(services, stopping);
  return expired;
}
