import { postLabelNames, postLabels, type Placement } from '../links/index.js';
import { isId } from '../platform/data/object-id.js';
import { postLifecycle, ruleOf, type PostAction } from './post-lifecycle.js';
import { Post, type PostRecord } from './post.model.js';

/** The types of the events of posts. Any of these changes may place the post elsewhere. */
export const postEventTypes = [
  ...new Set((Object.keys(postLifecycle) as PostAction[]).map((action) => ruleOf(action).eventType)),
];

type Placed = Pick<PostRecord, (typeof postLabelNames)[number] | 'placedRevision'> & {
  _id: { toString(): string };
};

/** Where this post belongs, by its fields as they are: a proposed change counts once it is approved. */
export const placementOf = (post: Placed): Placement => ({
  postId: post._id.toString(),
  labels: postLabels(post),
  revision: post.placedRevision,
});

/** True when results of the post belong elsewhere after a change. */
export function isPlacedElsewhere(before: Placed, after: Placed): boolean {
  const [then, now] = [postLabels(before), postLabels(after)];
  return postLabelNames.some((label) => then[label] !== now[label]);
}

const fields = [...postLabelNames, 'placedRevision'] as const;

/** Where these posts belong now, by id. Posts that are gone are missing. */
export async function findPlacements(postIds: string[]): Promise<Map<string, Placement>> {
  const posts = await Post.find({ _id: { $in: [...new Set(postIds)].filter(isId) } })
    .select([...fields])
    .lean();
  return new Map(posts.map((post) => [post._id.toString(), placementOf(post)]));
}

/** Where the posts belong whose ids come after this one: as many as are read at once, by id. */
export async function listPlacements(after: string | null, limit: number): Promise<Placement[]> {
  const posts = await Post.find(after ? { _id: { $gt: after } } : {})
    .sort({ _id: 1 })
    .limit(limit)
    .select([...fields])
    .lean();
  return posts.map(placementOf);
}
