import type { Services } from '../services.js';
import { today } from './last-day.js';
import { moveByClock } from './move-by-clock.js';
import { Post } from './post.model.js';
import { synchroniseLinks } from './synchronise-links.js';

/**
 * Expires posts whose last day is over, with their links. Returns how many. Drafts don't expire, unless they were
 * published before, as their links still redirect. When a change waits for approval or publication, only the links
 * expire, on the last day that was approved.
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
