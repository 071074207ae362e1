import type { SignedIn } from '../people/index.js';
import { ChangedMeanwhile } from '../platform/errors.js';
import type { Services } from '../services.js';
import { movePost } from './move-post.js';
import { publishDuePosts } from './move-by-clock.js';
import { synchroniseLinks } from './synchronise-links.js';
import { isOver } from './last-day.js';
import { withProposal } from './proposal.js';
import type { StoredPost } from './studio-posts.js';

interface OnProposal {
  postId: string;
  actor: SignedIn;
  revision?: number;
}

/** Hands a draft to the approvers. */
export async function submitPost(
  services: Services,
  input: { postId: string; actor: SignedIn },
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
  input: { postId: string; actor: SignedIn; revision?: number },
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
  input: { postId: string; actor: SignedIn; note: string; revision?: number },
): Promise<void> {
  await movePost(services, { ...input, action: 'return' });
}

/**
 * Approves the proposed change of a published post, which somebody else wrote: it becomes the published version, and the
 * tracked links follow.
 * @param input.revision what the approver read: refused when the post has changed since
 * @throws NotAllowedNow for one's own words
 */
export async function approveProposal(services: Services, input: OnProposal): Promise<void> {
  await movePost(services, { ...input, action: 'approve-proposal' });
  await synchroniseLinks(services);
}

/** Gives a proposed change back to who wrote it, with a note. The post stays as it is published. */
export async function returnProposal(
  services: Services,
  input: OnProposal & { note: string },
): Promise<void> {
  const set = { 'proposed.status': 'returned', 'proposed.at': services.clock.now() } as object;
  await movePost(services, { ...input, action: 'return-proposal', set });
}

/** Deletes the proposed change of a post. Its words stay in the history. */
export async function withdrawProposal(services: Services, input: OnProposal): Promise<void> {
  await movePost(services, { ...input, action: 'withdraw-proposal', set: { proposed: null } });
}

/**
 * Takes a post back: no longer offered, its tracked links switched off. Who reads the note learns why. A proposed change
 * can't be approved until the post is restored. A draft, or a post in review, can be taken back while its links lead on.
 */
export async function recallPost(
  services: Services,
  input: { postId: string; actor: SignedIn; note: string },
): Promise<void> {
  await recall(services, input);
  await synchroniseLinks(services);
}

/** How often a recall is tried again because something else changed the post first. */
const mostTries = 8;

/** It takes back the post whatever its words are, so a change at the same moment must not leave it published. */
async function recall(
  services: Services,
  input: { postId: string; actor: SignedIn; note: string },
  times = 1,
): Promise<void> {
  try {
    await movePost(services, { ...input, action: 'recall' });
  } catch (error) {
    if (!(error instanceof ChangedMeanwhile) || times === mostTries) throw error;
    await recall(services, input, times + 1);
  }
}

/**
 * Brings a recalled or expired post back to the approvers, with the change that was proposed before; a last day that has
 * passed is forgotten. Its tracked links come back when it is published again, not before somebody has approved it.
 */
export async function restorePost(
  services: Services,
  input: { postId: string; actor: SignedIn },
): Promise<void> {
  const forgetPast = async (post: StoredPost) =>
    (await isOver(services, withProposal(post))) ? { lastDay: null } : {};
  await movePost(services, { ...input, action: 'restore', set: forgetPast });
}
