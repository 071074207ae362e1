import type { QueryFilter, SortOrder, Types } from 'mongoose';
import { pageOf, type Place } from '../platform/data/paging.js';
import { permits, type Person } from '../people/index.js';
import { Post, type PostRecord } from './post.model.js';
import { postStatuses, type PostStatus } from './post-lifecycle.js';

export type StoredPost = PostRecord & { _id: Types.ObjectId };

const pageSize = 20;

/**
 * Posts of any status for the studio, last changed first, 20 a page (from 1). Pages beyond the end show the last
 * page.
 */
export async function listStudioPosts(
  wanted: { status?: PostStatus; topicId?: string; authorId?: string },
  page: number,
): Promise<{ posts: StoredPost[]; total: number } & Place> {
  const total = await Post.countDocuments(wanted);
  const { skip, ...place } = pageOf(page, { total, size: pageSize });
  const posts = await Post.find(wanted).sort({ changedAt: -1, _id: -1 }).skip(skip).limit(pageSize).lean();
  return { posts, total, ...place };
}

export type QueueName = 'to-review' | 'waiting' | 'drafts' | 'scheduled' | 'published';

export interface Queue {
  name: QueueName;
  posts: StoredPost[];
  total: number;
}

/** The posts that wait for this person in the studio: the first few of each queue, and how many there are. */
export async function studioQueues(person: Person): Promise<Queue[]> {
  const approves = permits(person.roles, 'approve-posts');
  const queue = async (name: QueueName, where: QueryFilter<PostRecord>, sort: Record<string, SortOrder>) => ({
    name,
    posts: await Post.find(where).sort(sort).limit(6).lean(),
    total: await Post.countDocuments(where),
  });
  const inReview = { status: 'in-review' } as const;
  const own = { writerIds: person.id };
  return Promise.all([
    ...(approves
      ? [queue('to-review', { ...inReview, writerIds: { $ne: person.id } }, { changedAt: 1 })]
      : []),
    ...(permits(person.roles, 'draft-posts')
      ? [queue('drafts', { status: 'draft', authorId: person.id }, { changedAt: -1 })]
      : []),
    queue('waiting', approves ? { ...inReview, ...own } : inReview, { changedAt: 1 }),
    queue('scheduled', { status: 'approved' }, { publishAt: 1 }),
    queue('published', { status: 'published' }, { publishedAt: -1 }),
  ]);
}

/** How many posts wait for this person to review them: none for those who may not. Ends at a hundred. */
export async function countToReview(person: Person): Promise<number> {
  if (!permits(person.roles, 'approve-posts')) return 0;
  return Post.countDocuments({ status: 'in-review', writerIds: { $ne: person.id } }, { limit: 100 });
}

/** True once a post was published, even if it is no longer offered. */
export async function isAnyPublished(): Promise<boolean> {
  return Boolean(
    // With every status, as the index begins with it.
    await Post.exists({ status: { $in: [...postStatuses] }, publishedAt: { $ne: null } }),
  );
}

/** How many posts are no longer offered: expired or recalled. */
export async function countOver(): Promise<{ expired: number; recalled: number }> {
  const [expired, recalled] = await Promise.all([
    Post.countDocuments({ status: 'expired' }),
    Post.countDocuments({ status: 'recalled' }),
  ]);
  return { expired, recalled };
}
