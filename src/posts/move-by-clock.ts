import type { Types } from 'mongoose';
import { getOrganization } from '../organization/index.js';
import type { Services } from '../services.js';
import { Post, type PostRecord } from './post.model.js';
import { synchroniseLinks } from './synchronise-links.js';
import { today } from './last-day.js';
import { NotAllowedNow } from '../platform/errors.js';
import { movePost } from './move-post.js';
import type { PostAction } from './post-lifecycle.js';

/** Publishes each approved post whose time has come; returns how many. */
export async function publishDuePosts(services: Services, stopping?: AbortSignal): Promise<number> {
  const now = services.clock.now();
  const due = await Post.find({
    status: 'approved',
    $or: [{ publishAt: null }, { publishAt: { $lte: now } }],
  }).lean();
  const utm = (await getOrganization())?.utm ?? null;
  const published = await moveByClock(services, 'publish', due, stopping, (post) => ({
    // What was published before is not new: feeds and digests keep its first date.
    publishedAt: post.publishedAt ?? now,
    utm: post.publishedAt ? post.utm : utm,
  }));
  await synchroniseLinks(services, stopping);
  return published;
}

/**
 * Expires each post whose last day is over, whatever is proposed; returns how many. Its links say that it is past its
 * date. A draft stays one. Of a post that an earlier release sent back to review when it was changed, the links lead on:
 * such a draft expires too, and if its last day was changed, the links alone expire on the day that was approved.
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

type Due = PostRecord & { _id: Types.ObjectId };

/** Moves posts one by one, as long as they are still as found; returns how many this tick moved itself. */
async function moveByClock(
  services: Services,
  action: PostAction,
  due: Due[],
  stopping?: AbortSignal,
  set: (post: Due) => Partial<PostRecord> = () => ({}),
): Promise<number> {
  let moved = 0;
  for (const post of due) {
    if (stopping?.aborted) break;
    try {
      const { revision } = post;
      await movePost(services, {
        postId: post._id.toString(),
        action,
        actor: 'clock',
        revision,
        set: set(post),
      });
      moved += 1;
    } catch (error) {
      // Another run or a person was first. If it is still due, the next run finds it.
      if (!(error instanceof NotAllowedNow)) throw error;
    }
  }
  return moved;
}
