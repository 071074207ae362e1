import type { Services } from '../services.js';
import { switchOffLinks, switchOnLinks } from '../tracking/index.js';
import { Post } from './post.model.js';

/**
 * Brings the tracked links of posts that were recalled or published to what the post says now: off, or on and
 * to its link. Kept as a mark on the post until it is done, so that a crash in between leaves no recalled post
 * with open links.
 */
export async function settleLinks(services: Services): Promise<void> {
  const settled = { linksPending: true, status: { $in: ['recalled', 'published', 'expired'] } } as const;
  const pending = await Post.find(settled, { status: 1, revision: 1, link: 1 }).lean();
  for (const { _id, status, revision, link } of pending) {
    const postId = _id.toString();
    if (status === 'recalled') await switchOffLinks(services, { postId, because: 'withdrawn' });
    else if (status === 'expired') await switchOffLinks(services, { postId, because: 'expired' });
    else await switchOnLinks(services, { postId, target: link });
    await Post.updateOne({ _id, revision }, { $set: { linksPending: false } });
  }
}
