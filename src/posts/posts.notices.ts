import type { NoticeKind } from '../notifications/index.js';
import type { StoredEvent } from '../events/index.js';
import { listPermitted } from '../people/index.js';
import { Post } from './post.model.js';
import type { PostAction } from './post-lifecycle.js';
import type { StoredPost } from './studio-posts.js';

/** The post of an event; null if it is gone. */
const postOf = (event: StoredEvent): Promise<StoredPost | null> =>
  Post.findById(event.of.slice('post/'.length)).lean();

/** The note of the last of these actions. */
const noteOf = (post: StoredPost, ...actions: PostAction[]): string =>
  post.history?.findLast(({ action }) => actions.some((one) => one === action))?.note ?? '';

/** Why this post was recalled last. */
export async function recallNote(postId: string): Promise<string> {
  const post = await Post.findById(postId, { history: 1 }).lean();
  return post ? noteOf(post, 'recall') : '';
}

/** Everybody who wrote the words, or the proposed ones if there are any, but not who did this. */
const writersBut = ({ writerIds, proposed }: StoredPost, by: unknown): string[] =>
  (proposed ?? { writerIds }).writerIds.map(String).filter((id) => id !== String(by));

/** What every notice about a post shows and where it leads. */
const aboutPost = ({ _id, title }: StoredPost) => ({
  values: { title },
  path: `/studio/posts/${String(_id)}`,
});

export const postsNotices: NoticeKind[] = [
  {
    name: 'post-submitted',
    words: 'posts.notice-submitted',
    about: 'approvers who did not write it, when a post or a change of a published post is sent to review',
    for: 'approve-posts',
    mail: 'unless-stopped',
    events: ['post.submitted', 'post.restored', 'post.revised', 'post.proposed'],
    until: [
      ...['post.approved', 'post.returned', 'post.recalled', 'post.expired', 'post.revised', 'post.proposed'],
      ...['post.proposal-approved', 'post.proposal-returned', 'post.proposal-withdrawn'],
    ],
    async compose(_services, event) {
      const post = await postOf(event);
      if (post?.status !== 'in-review' && post?.proposed?.status !== 'in-review') return null;
      const approvers = (await listPermitted('approve-posts')).map(({ id }) => id);
      const writers = writersBut(post, null);
      return { ...aboutPost(post), to: approvers.filter((id) => !writers.includes(id)) };
    },
  },
  {
    name: 'post-returned',
    words: 'posts.notice-returned',
    about: 'who wrote a post or a change, when an approver returns it',
    for: 'draft-posts',
    mail: 'unless-stopped',
    events: ['post.returned', 'post.proposal-returned'],
    until: ['post.submitted', 'post.proposed', 'post.proposal-withdrawn'],
    async compose(_services, event) {
      const post = await postOf(event);
      if (!post) return null;
      return {
        ...aboutPost(post),
        to: writersBut(post, event.by),
        values: { title: post.title, note: noteOf(post, 'return', 'return-proposal') },
      };
    },
  },
  {
    name: 'post-approved',
    words: 'posts.notice-approved',
    about: 'who wrote a post, when it is approved and will be published later',
    for: 'draft-posts',
    mail: 'on-request',
    events: ['post.approved'],
    until: ['post.published'],
    async compose(_services, event) {
      const post = await postOf(event);
      // One that is published at once has the notice of that.
      if (!post?.publishAt || post.publishAt <= event.at) return null;
      return { ...aboutPost(post), to: writersBut(post, event.by) };
    },
  },
  {
    name: 'post-published',
    words: 'posts.notice-published',
    about: 'who wrote a post, when it or a change of it is published',
    for: 'draft-posts',
    mail: 'on-request',
    events: ['post.published', 'post.proposal-approved'],
    async compose(_services, event) {
      const post = await postOf(event);
      return post && { ...aboutPost(post), to: writersBut(post, event.by) };
    },
  },
];
