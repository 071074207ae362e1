import type { Services } from '../services.js';
import { movePost } from './move-post.js';

/** Submits a draft for approval. */
export async function submitPost(
  services: Services,
  input: { postId: string; personId: string },
): Promise<void> {
  await movePost(services, { ...input, action: 'submit' });
}
