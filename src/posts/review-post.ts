import type { Services } from '../services.js';
import { movePost } from './move-post.js';
import { publishDuePosts } from './move-by-clock.js';
import { synchroniseLinks } from './synchronise-links.js';
import { isOver } from './last-day.js';
import { Post } from './post.model.js';
import { readId } from '../platform/data/object-id.js';

/** Hands a draft to the approvers. */
export async function submitPost(
  services: Services,
  input: { postId: string; personId: string },
): Promise<void> {
  await movePost(services, { ...input, action: 'submit' });
}

/**
 * Approves a post that somebody else wrote; it is published at once when its time has come.
 * @param input.revision what the approver read: refused when the words have changed since
 * @throws NotAllowedNow for one's own words
 */
export async function approvePost(
  services: Services,
  input: { postId: string; personId: string; revision?: number },
): Promise<void> {
  await movePost(services, { ...input, action: 'approve' });
  await publishDuePosts(services);
}

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

/**
 * Brings a recalled or expired post back to the approvers; a last day that has passed is forgotten. Its tracked
 * links come back when it is published again, not before somebody has approved it.
 */
export async function restorePost(
  services: Services,
  input: { postId: string; personId: string },
): Promise<void> {
  const post = await Post.findById(readId(input.postId), { lastDay: 1 }).lean();
  const over = post && (await isOver(services, post));
  await movePost(services, { ...input, action: 'restore', set: over ? { lastDay: null } : {} });
}
