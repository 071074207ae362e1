import type { NoticeKind } from '../notifications/index.js';

export const importEnds: NoticeKind = {
  name: 'import-ended',
  words: 'conversions.notice-import-ended',
  about: 'the admin who imported a file of conversions, when all rows were read',
  for: 'manage-conversions',
  mail: 'on-request',
};

export const importStops: NoticeKind = {
  name: 'import-stopped',
  words: 'conversions.notice-import-stopped',
  about: 'the admin who imported a file of conversions, when it could not be read to its end',
  for: 'manage-conversions',
  mail: 'unless-stopped',
};

export const conversionsNotices: NoticeKind[] = [importEnds, importStops];
