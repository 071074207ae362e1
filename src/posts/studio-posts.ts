import type { QueryFilter, SortOrder, Types } from 'mongoose';
import { countedPage, mostCounted, type Place, type Total } from '../platform/data/paging.js';
import { permits, type Person } from '../people/index.js';
import { Post, type PostRecord } from './post.model.js';
import { postStatuses, type PostStatus, type ProposalStatus } from './post-lifecycle.js';

export type StoredPost = PostRecord & { _id: Types.ObjectId };

const pageSize = 20;

/** Published posts with a proposed change that waits for an approver, or that one returned. */
const withProposalThatIs = (status: ProposalStatus) => ({
  status: 'published' as const,
  'proposed.status': status,
});

/**
 * Posts of any status for the studio, last changed first, 20 a page (from 1). Those in review include published posts
 * whose change waits for approval. Pages beyond the end show the last page.
 */
export async function listStudioPosts(
  given: { status?: PostStatus; topicId?: string; authorId?: string },
  page: number,
): Promise<{ posts: StoredPost[] } & Total & Place> {
  const wanted: QueryFilter<PostRecord> =
    given.status === 'in-review' ? { $or: [given, { ...given, ...withProposalThatIs('in-review') }] } : given;
  const { skip, ...place } = await countedPage(page, {
    size: pageSize,
    count: (limit) => Post.countDocuments(wanted, { limit }),
  });
  const posts = await Post.find(wanted)
    .select('-history.words')
    .sort({ changedAt: -1, _id: -1 })
    .skip(skip)
    .limit(pageSize)
    .lean();
  return { posts, ...place };
}

export type QueueName = 'to-review' | 'waiting' | 'drafts' | 'scheduled' | 'published';

export interface Queue {
  name: QueueName;
  posts: StoredPost[];
  total: number;
}

/** The posts that wait for this person in the studio: the first few of each queue, and how many there are, `mostCounted` at most. */
export async function studioQueues(person: Person): Promise<Queue[]> {
  const approves = permits(person.roles, 'approve-posts');
  const queue = async (name: QueueName, where: QueryFilter<PostRecord>, sort: Record<string, SortOrder>) => ({
    name,
    posts: await Post.find(where).select('-history.words').sort(sort).limit(6).lean(),
    total: await Post.countDocuments(where, { limit: mostCounted }),
  });
  const inReview: QueryFilter<PostRecord> = {
    $or: [{ status: 'in-review' }, withProposalThatIs('in-review')],
  };
  const own: QueryFilter<PostRecord> = {
    $or: [
      { status: 'in-review', writerIds: person.id },
      { ...withProposalThatIs('in-review'), 'proposed.writerIds': person.id },
    ],
  };
  const drafts: QueryFilter<PostRecord> = {
    $or: [
      { status: 'draft', authorId: person.id },
      { ...withProposalThatIs('returned'), 'proposed.writerIds': person.id },
    ],
  };
  return Promise.all([
    ...(approves ? [queue('to-review', toReview(person), { changedAt: 1 })] : []),
    ...(permits(person.roles, 'draft-posts') ? [queue('drafts', drafts, { changedAt: -1 })] : []),
    queue('waiting', approves ? own : inReview, { changedAt: 1 }),
    queue('scheduled', { status: 'approved' }, { publishAt: 1 }),
    queue('published', { status: 'published' }, { publishedAt: -1 }),
  ]);
}

/** What waits for the review of this person: posts and proposed changes that they did not write. */
const toReview = ({ id }: Person): QueryFilter<PostRecord> => ({
  $or: [
    { status: 'in-review', writerIds: { $ne: id } },
    { ...withProposalThatIs('in-review'), 'proposed.writerIds': { $ne: id } },
  ],
});

/**
 * How many posts and proposed changes wait for this person to review them: none for those who may not. Ends at a
 * hundred.
 */
export async function countToReview(person: Person): Promise<number> {
  if (!permits(person.roles, 'approve-posts')) return 0;
  return Post.countDocuments(toReview(person), { limit: 100 });
}

/** True once a post was published, even if it is no longer offered. */
export async function isAnyPublished(): Promise<boolean> {
  return Boolean(
    // With every status, as the index begins with it.
    await Post.exists({ status: { $in: [...postStatuses] }, publishedAt: { $ne: null } }),
  );
}

/** How many posts are no longer offered: expired or recalled, `mostCounted` of each at most. */
export async function countOver(): Promise<{ expired: number; recalled: number }> {
  const [expired, recalled] = await Promise.all([
    Post.countDocuments({ status: 'expired' }, { limit: mostCounted }),
    Post.countDocuments({ status: 'recalled' }, { limit: mostCounted }),
  ]);
  return { expired, recalled };
}
