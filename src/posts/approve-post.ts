import type { Services } from '../services.js';
import { movePost } from './move-post.js';
import { publishDuePosts } from './publish-due-posts.js';

/**
 * Approves a post of another writer. It is published at once if its time has come.
 * @param input.revision what the approver read: refused when the text has changed since
 * @throws NotAllowedNow for one's own text
 */
export async function approvePost(
  services: Services,
  input: { postId: string; personId: string; revision?: number },
): Promise<void> {
  await movePost(services, { ...input, action: 'approve' });
  await publishDuePosts(services);
}
