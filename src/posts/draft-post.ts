import { isDuplicateKey } from '../platform/errors.js';
import { wantPictures } from '../files/index.js';
import { parseInput } from '../platform/http/forms.js';
import type { Services } from '../services.js';
import { campaignFrom } from './campaign.js';
import { checkPost } from './check-post.js';
import { Post } from './post.model.js';
import { readId } from '../platform/data/object-id.js';
import { postFields, type PostInput } from './post-fields.js';

/**
 * Writes a new post as a draft.
 * @param input.id the id it gets: a draft that is there under this id already is left as it is, and `isNew` is false
 * @throws InvalidInput with a word for each field that can't be used
 */
export async function draftPost(
  services: Services,
  { authorId, id, ...input }: PostInput & { authorId: string; id?: string },
): Promise<{ id: string; isNew: boolean }> {
  const at = services.clock.now();
  const by = readId(authorId);
  const fields = parseInput(postFields, input);
  await checkPost(services, fields);
  const draft = {
    ...(id && { _id: id }),
    ...fields,
    campaign: fields.campaign || campaignFrom(fields.title),
    status: 'draft' as const,
    authorId: by,
    writerIds: [by],
    changedAt: at,
    history: [{ at, by, action: 'draft' }],
  };
  try {
    const { _id } = await Post.create(draft);
    await wantPictures([fields.imageUrl], at);
    return { id: _id.toString(), isNew: true };
  } catch (error) {
    if (!id || !isDuplicateKey(error)) throw error;
    return { id, isNew: false };
  }
}
