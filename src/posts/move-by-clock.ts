import type { Types } from 'mongoose';
import { NotAllowedNow } from '../platform/errors.js';
import type { Services } from '../services.js';
import { movePost } from './move-post.js';
import type { PostRecord } from './post.model.js';
import type { PostAction } from './post-lifecycle.js';

type Due = PostRecord & { _id: Types.ObjectId };

/** Moves posts one by one, if they have not changed since they were found. Returns how many this run moved. */
export async function moveByClock(
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
        personId: null,
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
