import { accountsNotices } from '../src/accounts/index.js';
import { conversionsNotices } from '../src/conversions/index.js';
import { guidelinesNotices } from '../src/guidelines/index.js';
import type { NoticeKind } from '../src/notifications/index.js';
import { postsNotices } from '../src/posts/index.js';
import { recognitionNotices } from '../src/recognition/index.js';
import { sharingNotices } from '../src/sharing/index.js';
import { sourcesNotices } from '../src/sources/index.js';

/** Every kind of notice. The table in docs/develop/add-a-notice.md is printed from here. */
export const noticeKinds: NoticeKind[] = [
  ...sharingNotices,
  ...guidelinesNotices,
  ...postsNotices,
  ...sourcesNotices,
  ...recognitionNotices,
  ...accountsNotices,
  ...conversionsNotices,
];
