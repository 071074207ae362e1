import type { Services } from '../services.js';
import { movePost } from './move-post.js';
import { synchroniseLinks } from './synchronise-links.js';

/**
 * Takes a post back: no longer offered, its tracked links switched off. Who reads the note learns why. A draft, or a post
 * in review, can be taken back while its links lead on: then it was published before it was changed.
 */
export async function recallPost(
  services: Services,
  input: { postId: string; personId: string; note: string },
): Promise<void> {
  await movePost(services, { ...input, action: 'recall' });
  await synchroniseLinks(services);
}
