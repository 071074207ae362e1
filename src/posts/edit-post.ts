import { isDeepStrictEqual } from 'node:util';
import { wantPictures } from '../files/index.js';
import { parseInput } from '../platform/http/forms.js';
import type { Services } from '../services.js';
import { campaignFrom } from './campaign.js';
import { checkPost } from './check-post.js';
import { movePost } from './move-post.js';
import { getPost } from './get-post.js';
import { widens, type Reach } from './widens.js';
import { postFields, type PostInput } from './post-fields.js';
import type { StoredPost } from './studio-posts.js';

/** The fields that advocates share: changing them needs a new approval. */
const shared = ['title', 'link', 'summary', 'imageUrl', 'suggestedCopy'] as const;

/**
 * Changes a post. An approved or published post goes back to review when the change affects what advocates share,
 * or offers the post to more people or for longer. Its editor then can't approve it.
 * @param input.revision of the post when the form was opened
 * @throws InvalidInput with messages for fields; ChangedMeanwhile, naming who was first; NotAllowedNow when it
 *   can't be edited
 */
export async function editPost(
  services: Services,
  {
    postId,
    personId,
    revision,
    ...input
  }: PostInput & { postId: string; personId: string; revision: number },
): Promise<{ toReview: boolean }> {
  const post = await getPost(postId);
  const fields = parseInput(postFields, input);
  // It is already offered, so its publishing time stays.
  if (post.status === 'published') fields.publishAt = post.publishAt ?? null;
  const campaign = post.publishedAt ? post.campaign : fields.campaign || campaignFrom(fields.title);
  await checkPost(services, fields, reachOf(post).audienceTeamIds);

  const revised = shared.some((name) => !isDeepStrictEqual(fields[name], post[name]));
  const needsReview = revised || widens(reachOf(post), fields);
  const action = needsReview ? 'revise' : 'adjust';
  await movePost(services, { postId, personId, action, revision, set: { ...fields, campaign } as object });
  await wantPictures(services, [fields.imageUrl]);
  return { toReview: needsReview && (post.status === 'approved' || post.status === 'published') };
}

const reachOf = (post: StoredPost): Reach => ({
  audienceTeamIds: (post.audienceTeamIds ?? []).map(String),
  topicId: post.topicId?.toString() ?? null,
  publishAt: post.publishAt ?? null,
  lastDay: post.lastDay ?? null,
});
