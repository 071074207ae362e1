import { NotFound } from '../platform/errors.js';
import { Post } from './post.model.js';
import { readId } from '../platform/data/object-id.js';
import type { StoredPost } from './studio-posts.js';

/** @throws NotFound */
export async function getPost(id: unknown): Promise<StoredPost> {
  const post = await Post.findById(readId(id)).lean();
  if (!post) throw new NotFound();
  return post;
}
