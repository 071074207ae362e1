import { create } from '../events/index.js';
import { authorize, type SignedIn } from '../people/index.js';
import { wantPictures } from '../files/index.js';
import { isDuplicateKey } from '../platform/data/duplicate-key.js';
import { parseInput } from '../platform/http/forms.js';
import type { Services } from '../services.js';
import { campaignFrom } from './campaign.js';
import { checkPost } from './check-post.js';
import { Post } from './post.model.js';
import { postFields, type PostInput } from './post-fields.js';

/**
 * Creates a draft.
 * @param input.id its id: if this draft exists, it is not changed, and `isNew` is false
 * @throws Forbidden; InvalidInput with a message for each invalid field
 */
export async function draftPost(
  services: Services,
  { actor, id, ...input }: PostInput & { actor: SignedIn; id?: string },
): Promise<{ id: string; isNew: boolean }> {
  authorize(actor, 'draft-posts');
  const at = services.clock.now();
  const by = actor.id;
  const fields = parseInput(postFields, input);
  const place = await checkPost(services, fields);
  const draft = {
    ...(id && { _id: id }),
    ...fields,
    ...place,
    campaign: fields.campaign || campaignFrom(fields.title),
    status: 'draft' as const,
    authorId: by,
    writerIds: [by],
    changedAt: at,
    history: [{ at, by, action: 'draft' }],
  };
  const made = await create(services, Post, { type: 'post.drafted', by, values: draft }).catch(
    (error: unknown) => {
      if (id && isDuplicateKey(error)) return null;
      throw error;
    },
  );
  if (!made) return { id: id!, isNew: false };
  await wantPictures(services, [fields.imageUrl]);
  return { id: made._id.toString(), isNew: true };
}
