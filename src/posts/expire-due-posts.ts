import type { Services } from '../services.js';
import { today } from './last-day.js';
import { moveByClock } from './move-by-clock.js';
import { Post } from './post.model.js';
import { synchroniseLinks } from './synchronise-links.js';

/**
 * Expires each post whose last day is over; returns how many. Its links say that it is past its date. A draft stays one,
 * unless it was published before it was changed, so that its links still lead on. Of a post whose last day was changed
 * and waits for approval or publication, the links alone expire, on the day that was approved.
 */
export async function expireDuePosts(services: Services, stopping?: AbortSignal): Promise<number> {
  const lastDay = { $ne: null, $lt: await today(services) };
  const offered = { status: { $in: ['in-review', 'approved', 'published'] as const }, lastDay };
  const leadOn = { linkState: { $ne: null }, 'linkState.switchedOff': null };
  const due = await Post.find({ $or: [offered, { status: 'draft', lastDay, ...leadOn }] }).lean();
  const expired = await moveByClock(services, 'expire', due, stopping);
  const changed = {
    status: { $in: ['draft', 'in-review', 'approved'] as const },
    ...leadOn,
    'linkState.lastDay': lastDay,
  };
  await moveByClock(services, 'expire-links', await Post.find(changed).lean(), stopping);
  await synchroniseLinks(services, stopping);
  return expired;
}
