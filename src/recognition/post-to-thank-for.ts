import { permits, findActivePerson, type Person } from '../people/index.js';
import { isId } from '../platform/data/object-id.js';
import { NotAllowedNow, NotFound } from '../platform/errors.js';
import { getOfferedPost, getPost } from '../posts/index.js';
import type { Services } from '../services.js';

interface PostToThankFor {
  id: string;
  title: string;
  /** The address of who wrote it, for people who work in the studio; empty for all others, and if the author left. */
  author: string;
}

const nullIfGone = (error: unknown): null => {
  if (error instanceof NotFound || error instanceof NotAllowedNow) return null;
  throw error;
};

/** The post with this id, if this person may see it now; null for everything else. */
export async function postToThankFor(
  services: Services,
  { roles, teamId }: Person,
  id: unknown,
): Promise<PostToThankFor | null> {
  if (!isId(id)) return null;
  if (!permits(roles, 'work-in-studio')) {
    const post = await getOfferedPost(services, { id, teamId }).catch(nullIfGone);
    return post && { id, title: post.title, author: '' };
  }
  const post = await getPost(id).catch(nullIfGone);
  const author = post && (await findActivePerson(post.authorId.toString()));
  return post && { id, title: post.title, author: author?.email ?? '' };
}
