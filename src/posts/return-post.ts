import type { Services } from '../services.js';
import { movePost } from './move-post.js';

/**
 * Returns a post to its author, with a note about what to change.
 * @param input.revision what the approver read: refused when the text has changed since
 */
export async function returnPost(
  services: Services,
  input: { postId: string; personId: string; note: string; revision?: number },
): Promise<void> {
  await movePost(services, { ...input, action: 'return' });
}
