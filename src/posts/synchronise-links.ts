import { Types } from 'mongoose';
import type { Services } from '../services.js';
import { switchLinks } from '../links/index.js';
import { Post } from './post.model.js';

/** How many posts are read at once. */
const batch = 200;

/**
 * Applies the link state of posts that were published, expired or recalled to their tracked links. `linksPending`
 * stays set until all links of a post are done, so the next run continues after a crash.
 */
export async function synchroniseLinks(services: Services, stopping?: AbortSignal): Promise<void> {
  const pending = await Post.find({ linksPending: true }, { linkState: 1 }).lean();
  for (const { _id, linkState } of pending) {
    if (stopping?.aborted) return;
    if (linkState) await switchLinks(services, { postId: _id.toString(), state: linkState });
    await Post.updateOne(
      { _id, 'linkState.revision': linkState?.revision ?? null },
      { $set: { linksPending: false } },
    );
  }
}

/**
 * Applies the post's link state to the link of one share. Call it after creating the link: a recall at the same
 * moment may not have seen it.
 */
export async function synchroniseShareLink(
  services: Services,
  { postId, shareId }: { postId: string; shareId: string },
): Promise<void> {
  const post = await Post.findById(postId, { linkState: 1 }).lean();
  if (post?.linkState) await switchLinks(services, { postId, shareId, state: post.linkState });
}

/**
 * Compares the links of all posts with their posts and corrects them. Logs and returns how many links it
 * corrected.
 */
export async function reconcileLinks(services: Services, stopping?: AbortSignal): Promise<number> {
  let corrected = 0;
  let last = new Types.ObjectId('0'.repeat(24));
  for (;;) {
    const posts = await Post.find({ _id: { $gt: last }, linkState: { $ne: null } }, { linkState: 1 })
      .sort({ _id: 1 })
      .limit(batch)
      .lean();
    for (const { _id, linkState } of posts) {
      if (stopping?.aborted) return corrected;
      corrected += await switchLinks(services, { postId: _id.toString(), state: linkState! });
      last = _id;
    }
    if (posts.length < batch) break;
  }
  services.log[corrected ? 'warn' : 'info'](
    { event: 'links.reconciled', corrected },
    'compared the links with their posts',
  );
  return corrected;
}
