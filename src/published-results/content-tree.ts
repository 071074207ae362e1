/*
 * The tree of content: goal → tactic → post. A node is named by its path, such as `goal:…/tactic:…/post:…`. Posts without
 * a tactic are `post:…`, below `everything`. What belongs to a goal never leaves it: results of a goal may be late, but
 * they are never those of another one.
 */

/** The top of the tree for posts without a tactic: everything of theirs that no post's cell has. */
export const everything = 'everything';

/** Where a post belongs in the tree. */
export interface PlaceInTree {
  postId: string;
  tacticId?: string | null;
  goalId?: string | null;
}

/** The node of a post in the tree of content. */
export const nodeOfPost = ({ postId, tacticId, goalId }: PlaceInTree): string =>
  tacticId && goalId ? `goal:${goalId}/tactic:${tacticId}/post:${postId}` : `post:${postId}`;

const partOf = (node: string, kind: string): string | null =>
  node
    .split('/')
    .find((part) => part.startsWith(`${kind}:`))
    ?.slice(kind.length + 1) ?? null;

/** The id of the post whose results a cell has; null for the cells above posts. */
export const postOfNode = (node: string): string | null => partOf(node, 'post');

/** The ids of tactic and goal of a node; null for a node above them, and for posts without a tactic. */
export const placeOfNode = (node: string): { tacticId: string | null; goalId: string | null } => ({
  tacticId: partOf(node, 'tactic'),
  goalId: partOf(node, 'goal'),
});

/** The node above; null at the top: a goal, or everything that has none. */
export function parentOf(node: string): string | null {
  if (node.includes('/')) return node.slice(0, node.lastIndexOf('/'));
  return node === everything || node.startsWith('goal:') ? null : everything;
}
