import { NotAllowedNow } from '../platform/errors.js';
import type { Services } from '../services.js';
import { movePost } from './move-post.js';
import { nextStatus, postStatuses } from './post-lifecycle.js';
import { Post } from './post.model.js';

/** Expired and recalled posts are history. If one is restored, it moves then. */
const movable = postStatuses.filter((status) => nextStatus('move-audience', { status }));

const postsFor = (teamId: string) => {
  const status = { $in: movable };
  return {
    $or: [
      { audienceTeamIds: teamId, status },
      { 'proposed.changes.audienceTeamIds': teamId, status },
    ],
  };
};

/** How many posts, from drafts to published ones, name this team as their audience, now or in a proposed change. */
export const countPostsFor = (teamId: string): Promise<number> => Post.countDocuments(postsFor(teamId));

/**
 * Offers the posts of a team to another team instead. A post that somebody changes at this moment may be left for
 * the next call. Returns how many posts it found.
 */
export async function moveAudience(
  services: Services,
  { from, to }: { from: string; to: string },
): Promise<number> {
  const found = await Post.find(postsFor(from), { audienceTeamIds: 1, proposed: 1, revision: 1 }).lean();
  const moved = (teamIds: unknown[]) => [
    ...new Set(teamIds.map(String).map((id) => (id === from ? to : id))),
  ];
  for (const { _id, audienceTeamIds = [], proposed, revision } of found) {
    const wanted = proposed?.changes.audienceTeamIds;
    await movePost(services, {
      postId: _id.toString(),
      action: 'move-audience',
      actor: 'clock',
      revision,
      set: {
        audienceTeamIds: moved(audienceTeamIds),
        ...(wanted && { 'proposed.changes.audienceTeamIds': moved(wanted) }),
      } as object,
    }).catch((error: unknown) => {
      if (!(error instanceof NotAllowedNow)) throw error;
    });
  }
  return found.length;
}
