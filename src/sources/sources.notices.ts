import type { NoticeKind } from '../notifications/index.js';

export const feedFails: NoticeKind = {
  name: 'feed-fails',
  words: 'sources.notice-fails',
  about: 'editors and admins, when two fetches of a feed failed one after the other',
  for: 'manage-feeds',
  mail: 'on-request',
  until: ['feed.removed'],
};

export const sourcesNotices: NoticeKind[] = [feedFails];
