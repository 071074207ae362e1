import { parseInput } from '../platform/forms.js';
import type { Services } from '../services.js';
import { campaignFrom } from './campaign.js';
import { checkPost } from './check-post.js';
import { Post } from './post.model.js';
import { postFields, readId, type PostInput } from './post-fields.js';

/**
 * Writes a new post as a draft.
 * @throws InvalidInput with a word for each field that can't be used
 */
export async function draftPost(
  services: Services,
  { authorId, ...input }: PostInput & { authorId: string },
): Promise<{ id: string }> {
  const at = services.clock.now();
  const by = readId(authorId);
  const fields = parseInput(postFields, input);
  await checkPost(services, fields);
  const post = await Post.create({
    ...fields,
    campaign: fields.campaign || campaignFrom(fields.title),
    status: 'draft',
    authorId: by,
    writerIds: [by],
    changedAt: at,
    history: [{ at, by, action: 'draft' }],
  });
  return { id: post._id.toString() };
}
