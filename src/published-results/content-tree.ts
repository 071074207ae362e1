/** The top of the tree of content: everything that no post's cell has. */
export const everything = 'everything';

const ofPost = 'post:';

/** The node of a post in the tree of content. */
export const nodeOfPost = (postId: string): string => ofPost + postId;

/** The id of the post whose results a cell has; null for the cells above posts. */
export const postOfNode = (node: string): string | null =>
  node.startsWith(ofPost) ? node.slice(ofPost.length) : null;

/** The node above; null at the top. */
export const parentOf = (node: string): string | null => (node === everything ? null : everything);
