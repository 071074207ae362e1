import { authorize, type SignedIn } from '../people/index.js';
import { wantPictures } from '../files/index.js';
import { InvalidInput } from '../platform/errors.js';
import { parseInput } from '../platform/http/forms.js';
import type { Services } from '../services.js';
import { campaignFrom } from './campaign.js';
import { checkPost } from './check-post.js';
import type { FormVersion } from './post-form.js';
import { movePost } from './move-post.js';
import { getPost } from './get-post.js';
import { differencesOf, sharedFields, withProposal } from './proposal.js';
import { widenedBy, type Reach } from './widens.js';
import { postFields, type PostInput } from './post-fields.js';
import type { StoredPost } from './studio-posts.js';

/** What became of an edit: stored at once, back in review, or proposed while the post stays as it is published. */
export type Edited = 'saved' | 'to-review' | 'proposed';

/**
 * Changes a post. What affects what advocates share, or offers the post to more people or for longer, needs an approval
 * by somebody who did not write it. An approved post goes back to review for it; a published one stays as it is, and the
 * change is stored as its proposal, which waits for approval at once.
 * @param input.revision of the post when the form was opened; default: as it is now
 * @param input.version which version of a published post with a proposal the form shows; default: the proposal
 * @throws Forbidden; InvalidInput with messages for fields; ChangedMeanwhile, naming who was first; NotAllowedNow
 *   when it can't be edited
 */
export async function editPost(
  services: Services,
  {
    postId,
    actor,
    revision,
    version = 'proposed',
    ...input
  }: PostInput & {
    postId: string;
    actor: SignedIn;
    revision?: number;
    version?: FormVersion;
  },
): Promise<Edited> {
  authorize(actor, 'draft-posts');
  const post = await getPost(postId);
  const fields = parseInput(postFields, input);
  const isPublished = post.status === 'published';
  // It is already offered, so its publishing time stays.
  if (isPublished) fields.publishAt = post.publishAt ?? null;
  const campaign = post.publishedAt ? post.campaign : fields.campaign || campaignFrom(fields.title);
  // A form from before a change is refused for that, by the move: its choices may be gone because of it.
  const isStale = revision !== undefined && revision !== post.revision;
  if (!isStale)
    Object.assign(
      fields,
      await checkPost(services, fields, {
        presentTeamIds: [...reachOf(post).audienceTeamIds, ...reachOf(withProposal(post)).audienceTeamIds],
        before: post,
      }),
    );

  const forReview = [
    ...sharedFields.filter((name) => name in differencesOf(post, fields)),
    ...widenedBy(reachOf(post), fields),
    // What was approved was approved for its tactic. Of a published post, results move along.
    ...(post.status === 'approved' && 'tacticId' in differencesOf(post, fields) ? ['tacticId'] : []),
  ];
  const move = { postId, actor, revision: revision ?? post.revision };
  const set = { ...fields, campaign } as object;
  if (!forReview.length) {
    // Without it, nothing of a proposal would be left to approve.
    const ends = isPublished && version === 'proposed' && post.proposed;
    const action = ends ? 'withdraw-proposal' : 'adjust';
    await movePost(services, { ...move, action, set: { ...set, ...(ends && { proposed: null }) } });
  } else if (!isPublished) await movePost(services, { ...move, action: 'revise', set });
  else if (!isStale && version === 'published' && post.proposed) throw needsProposal(forReview);
  else await movePost(services, { ...move, action: 'propose', set: { proposed: proposal() } });
  await wantPictures(services, [fields.imageUrl]);
  if (!forReview.length) return 'saved';
  if (isPublished) return 'proposed';
  return post.status === 'approved' ? 'to-review' : 'saved';

  function proposal() {
    const writers = new Set(
      [...(post.proposed?.writerIds ?? []), ...proposersOf(post)].map(String).concat(actor.id),
    );
    const at = services.clock.now();
    return {
      changes: differencesOf(post, fields),
      writerIds: [...writers],
      status: 'in-review',
      at,
    } as never;
  }
}

/**
 * Who proposed something since the post was last published: their words may be in this proposal, even if theirs was
 * withdrawn.
 */
function proposersOf({ history }: StoredPost): unknown[] {
  const published = ['publish', 'approve-proposal'];
  const last = (history ?? []).findLastIndex(({ action }) => published.includes(action));
  return (history ?? [])
    .slice(last + 1)
    .flatMap(({ action, by }) => (action === 'propose' && by ? [by] : []));
}

/** The error for a change of the published version that would have to wait next to the proposal. */
const needsProposal = (names: string[]): InvalidInput => {
  const fieldOf: Record<string, string> = { lastDay: 'expiresOn', suggestedCopy: 'suggestedCopy.0' };
  return new InvalidInput(
    Object.fromEntries(names.map((name) => [fieldOf[name] ?? name, 'posts.in-proposal'])),
  );
};

const reachOf = (post: StoredPost): Reach => ({
  audienceTeamIds: (post.audienceTeamIds ?? []).map(String),
  topicId: post.topicId?.toString() ?? null,
  publishAt: post.publishAt ?? null,
  lastDay: post.lastDay ?? null,
});
