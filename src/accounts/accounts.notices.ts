import type { NoticeKind } from '../notifications/index.js';

export const listAdded: NoticeKind = {
  name: 'people-added',
  words: 'accounts.notice-added',
  about: 'the admin who sent a list of people, when all of them were added',
  for: 'manage-people',
  mail: 'on-request',
};

export const accountsNotices: NoticeKind[] = [listAdded];
