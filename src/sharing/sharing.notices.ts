import type { NoticeKind } from '../notifications/index.js';
import { findPosts, recallNote } from '../posts/index.js';
import { Share } from './share.model.js';

export const sharingNotices: NoticeKind[] = [
  {
    name: 'post-recalled',
    words: 'sharing.notice-recalled',
    about: 'who shared a post, when it is recalled, with what to do',
    for: 'share-posts',
    mail: 'always',
    events: ['post.recalled'],
    until: ['post.published'],
    async compose(_services, event) {
      const postId = event.of.slice('post/'.length);
      const [shares, posts, note] = await Promise.all([
        Share.find({ postId }, { advocateId: 1 }).lean(),
        findPosts([postId]),
        recallNote(postId),
      ]);
      return {
        to: new Set(
          shares.map((share) => share.advocateId.toString()).filter((id) => id !== String(event.by)),
        ),
        values: { title: posts.get(postId)?.title ?? '', note },
        path: `/posts/${postId}?from=notice`,
      };
    },
  },
];
