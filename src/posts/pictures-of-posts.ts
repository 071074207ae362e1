import { Post } from './post.model.js';

/** The addresses of the pictures of all posts, approved and proposed ones included. */
export async function* picturesOfPosts(): AsyncGenerator<string> {
  const posts = Post.find({}, { imageUrl: 1, proposed: 1, linkState: 1 }).lean().cursor();
  for await (const { imageUrl, proposed, linkState } of posts)
    for (const address of [imageUrl, linkState?.imageUrl, proposed?.changes?.imageUrl])
      if (address) yield address;
}
