import {
  approvePost,
  createTopic,
  draftPost,
  getOfferedPost,
  listTopics,
  submitPost,
  type OfferedPost,
} from '../../src/posts/index.js';
import { Post } from '../../src/posts/post.model.js';
import { type PostInput } from '../../src/posts/post-fields.js';
import type { Services } from '../../src/services.js';
import { acting } from '../support/actors.js';
import { buildUser } from '../support/builders.js';
import { createTestServices } from '../support/services.js';

let sequence = 0;

type PostOverrides = Partial<PostInput> & { services?: Services; authorId?: string };

/** A draft, written by `authorId` or by an editor made for it. */
export async function buildDraft({
  services = createTestServices(),
  authorId,
  ...fields
}: PostOverrides = {}) {
  sequence += 1;
  const [topic = await createTopic(services, { actor: acting('editor'), name: 'Careers' })] =
    await listTopics();
  const author = authorId ?? (await buildUser({ roles: ['editor'] })).id;
  const { id } = await draftPost(services, {
    title: `Post ${sequence}`,
    link: `https://example.com/posts/${sequence}`,
    summary: 'Why it matters, in a sentence.',
    suggestedCopy: ['I am glad we do this.', 'Have a look at this.'],
    topicId: topic.id,
    ...fields,
    actor: acting('editor', author),
  });
  return { id, authorId: author };
}

/**
 * A published post: drafted by one person and approved by another, at the time of `services` (pass the ones of the
 * test when its clock is set). A `publishAt` that is still to come is an error: use buildDraft for that.
 */
export async function buildPost(overrides: PostOverrides = {}): Promise<OfferedPost> {
  const services = overrides.services ?? createTestServices();
  const { id, authorId } = await buildDraft({ ...overrides, services });
  const approver = await buildUser({ roles: ['approver'] });
  await submitPost(services, { postId: id, actor: acting('editor', authorId) });
  await approvePost(services, { postId: id, actor: approver });
  return getOfferedPost(services, { id, teamId: overrides.audienceTeamIds?.[0] ?? null });
}

/**
 * Makes a published post what earlier releases made of it when its words were changed: it is in review with the new
 * words, and its links lead on.
 */
export async function sendBackAsEarlierReleasesDid(
  postId: string,
  { by, ...words }: { by?: string } & Partial<PostInput> = {},
): Promise<void> {
  await Post.updateOne(
    { _id: postId },
    {
      $set: { ...words, status: 'in-review' },
      $inc: { revision: 1 },
      $push: { history: { at: new Date(), by: by ?? null, action: 'revise' } },
      ...(by && { $addToSet: { writerIds: by } }),
    },
  );
}
