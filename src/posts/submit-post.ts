import type { Services } from '../services.js';
import { movePost } from './move-post.js';

/** Hands a draft to the approvers. */
export async function submitPost(
  services: Services,
  input: { postId: string; personId: string },
): Promise<void> {
  await movePost(services, { ...input, action: 'submit' });
}
