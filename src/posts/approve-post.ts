import type { Services } from '../services.js';
import { movePost } from './move-post.js';
import { publishDuePosts } from './publish-due-posts.js';

/**
 * Approves a post that somebody else wrote; it is published at once when its time has come.
 * @param input.revision what the approver read: refused when the words have changed since
 * @throws NotAllowedNow for one's own words
 */
export async function approvePost(
  services: Services,
  input: { postId: string; personId: string; revision?: number },
): Promise<void> {
  await movePost(services, { ...input, action: 'approve' });
  await publishDuePosts(services);
}
