import { Post } from './post.model.js';

/** The addresses of the pictures of all posts, those of proposed changes included. */
export async function* picturesOfPosts(): AsyncGenerator<string> {
  const posts = Post.find({}, { imageUrl: 1, proposed: 1 }).lean().cursor();
  for await (const { imageUrl, proposed } of posts)
    for (const address of [imageUrl, proposed?.changes?.imageUrl]) if (address) yield address;
}
