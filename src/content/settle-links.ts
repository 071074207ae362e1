import type { Services } from '../services.js';
import { switchOffLinks, switchOnLinks } from '../tracking/index.js';
import { Post } from './post.model.js';

/**
 * Switches the tracked links of posts that were recalled or published to what their status says. Kept as a mark
 * on the post until it is done, so that a crash in between leaves no recalled post with open links.
 */
export async function settleLinks(services: Services): Promise<void> {
  const settled = { linksPending: true, status: { $in: ['recalled', 'published', 'expired'] } } as const;
  const pending = await Post.find(settled, { status: 1, revision: 1 }).lean();
  for (const { _id, status, revision } of pending) {
    const postId = _id.toString();
    if (status === 'recalled') await switchOffLinks(services, { postId });
    else await switchOnLinks(services, { postId });
    await Post.updateOne({ _id, revision }, { $set: { linksPending: false } });
  }
}
