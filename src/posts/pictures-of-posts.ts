import { Post } from './post.model.js';

/** The addresses of the pictures of all posts. */
export async function* picturesOfPosts(): AsyncGenerator<string> {
  const posts = Post.find({ imageUrl: { $ne: null } }, { imageUrl: 1 })
    .lean()
    .cursor();
  for await (const { imageUrl } of posts) yield imageUrl!;
}
