import { Types } from 'mongoose';
import { InvalidInput } from '../platform/errors.js';
import { pageOf } from '../platform/data/paging.js';
import type { Services } from '../services.js';
import { authorize, type SignedIn } from '../people/index.js';
import { findTactics, hasFunnel, listOpenTactics } from '../strategy/index.js';
import { movePost } from './move-post.js';
import { Post } from './post.model.js';

/** The tactic that this person chose last, if it still takes posts; else none. */
export async function lastTactic(authorId: string): Promise<string> {
  const last = await Post.findOne({ authorId, tacticId: { $ne: null } }, { tacticId: 1 })
    .sort({ changedAt: -1, _id: -1 })
    .lean();
  const open = await listOpenTactics();
  const id = last?.tacticId?.toString();
  return open.some((tactic) => tactic.id === id) ? id! : '';
}

/**
 * Gives posts to a tactic. Their results of all days move along. An approved post that is not published yet goes back to
 * review.
 * @throws Forbidden; InvalidInput for a tactic that takes no posts; NotFound; ChangedMeanwhile
 */
export async function placePosts(
  services: Services,
  { actor, postIds, tacticId }: { actor: SignedIn; postIds: string[]; tacticId: string },
): Promise<void> {
  authorize(actor, 'draft-posts');
  const tactic = (await findTactics([tacticId])).get(tacticId);
  if (!tactic) throw new InvalidInput({ tacticId: 'posts.choose-again' });
  if (!tactic.isOpen) throw new InvalidInput({ tacticId: 'posts.tactic-ended' });
  if (!postIds.length) throw new InvalidInput({ postIds: 'posts.choose-posts' });
  const set = { tacticId, goalId: tactic.goalId, urgentReason: null } as object;
  for (const postId of postIds) await movePost(services, { actor, postId, action: 'place', set });
}

/** Whether posts are published without a tactic because there is none, and how many wait to be placed. */
export async function tracingOfPosts(): Promise<{ hasNoFunnel: boolean; untraced: number }> {
  if (!(await hasFunnel())) return { hasNoFunnel: true, untraced: 0 };
  return { hasNoFunnel: false, untraced: await Post.countDocuments({ tacticId: null }) };
}

const size = 20;

/** A post in a list of what belongs to a tactic, or to none. */
export interface TracedPost {
  id: string;
  title: string;
  status: string;
  publishedAt: Date | null;
  urgentReason: string | null;
}

/** A page of the posts of a tactic, or of those without one (null), the latest changed first. */
export async function listPostsOfTactic(tacticId: string | null, wanted: number) {
  const total = await Post.countDocuments({ tacticId });
  const place = pageOf(wanted, { total, size });
  const posts = await Post.find({ tacticId }, { title: 1, status: 1, publishedAt: 1, urgentReason: 1 })
    .sort({ changedAt: -1, _id: -1 })
    .skip(place.skip)
    .limit(size)
    .lean();
  return {
    ...place,
    total,
    posts: posts.map(({ _id, title, status, publishedAt, urgentReason }): TracedPost => ({
      ...{ id: _id.toString(), title, status },
      ...{ publishedAt: publishedAt ?? null, urgentReason: urgentReason ?? null },
    })),
  };
}

/** When a post of each of these tactics was last published. Those without any are missing. */
export async function lastPublications(tacticIds: readonly string[]): Promise<Map<string, Date>> {
  const last = await Post.aggregate<{ _id: unknown; at: Date | null }>([
    { $match: { tacticId: { $in: tacticIds.map((id) => new Types.ObjectId(id)) } } },
    { $group: { _id: '$tacticId', at: { $max: '$publishedAt' } } },
  ]);
  return new Map(last.flatMap(({ _id, at }) => (at ? [[String(_id), at] as const] : [])));
}

/** What the page of a funnel says about the posts of these tactics. Those without posts are missing. */
export async function summarizeTactics(tacticIds: string[]): Promise<Map<string, number>> {
  const counts = await Promise.all(
    tacticIds.map(async (id) => [id, await Post.countDocuments({ tacticId: id })] as const),
  );
  return new Map(counts.filter(([, count]) => count));
}
