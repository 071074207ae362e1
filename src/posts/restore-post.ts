import type { Services } from '../services.js';
import { isOver } from './last-day.js';
import { movePost } from './move-post.js';
import { Post } from './post.model.js';
import { readId } from '../platform/data/object-id.js';

/**
 * Sends a recalled or expired post back to review, without a last day that has passed. Its tracked links stay off
 * until it is approved and published again.
 */
export async function restorePost(
  services: Services,
  input: { postId: string; personId: string },
): Promise<void> {
  const post = await Post.findById(readId(input.postId), { lastDay: 1 }).lean();
  const over = post && (await isOver(services, post));
  await movePost(services, { ...input, action: 'restore', set: over ? { lastDay: null } : {} });
}
