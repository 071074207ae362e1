import type { Services } from '../services.js';
import { movePost } from './move-post.js';

/**
 * Gives a post back to its author, with a note that says what to change.
 * @param input.revision what the approver read: refused when the words have changed since
 */
export async function returnPost(
  services: Services,
  input: { postId: string; personId: string; note: string; revision?: number },
): Promise<void> {
  await movePost(services, { ...input, action: 'return' });
}
