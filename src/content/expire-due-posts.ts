import { organizationTimeZone } from '../organization/index.js';
import { dayIn } from '../platform/clock.js';
import type { Services } from '../services.js';
import { moveByClock } from './move-by-clock.js';
import { Post } from './post.model.js';
import { settleLinks } from './settle-links.js';

/** Expires each published post whose last day is over; returns how many. Its links say that it is past its date. */
export async function expireDuePosts(services: Services, stopping?: AbortSignal): Promise<number> {
  const due = await Post.find({
    status: 'published',
    lastDay: { $ne: null, $lt: dayIn(await organizationTimeZone(), services.clock.now()) },
  }).lean();
  const expired = await moveByClock(services, 'expire', due, stopping);
  await settleLinks(services, stopping);
  return expired;
}
