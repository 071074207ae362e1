import type { Services } from '../services.js';
import { movePost } from './move-post.js';
import { synchroniseLinks } from './synchronise-links.js';

/**
 * Recalls a post: it is no longer offered, and its tracked links are switched off. The note explains why. A draft,
 * or a post in review, can be recalled if its links are on, because it was published before it was changed.
 */
export async function recallPost(
  services: Services,
  input: { postId: string; personId: string; note: string },
): Promise<void> {
  await movePost(services, { ...input, action: 'recall' });
  await synchroniseLinks(services);
}
