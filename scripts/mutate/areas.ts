import type { Mutant } from './rules.js';

/** Files whose mutants some test must notice: claims, life cycles, periods, attribution and visibility. */
export interface Area {
  about: string;
  files: string[];
  /** The nearest first: the first test that fails ends a run. */
  tests: string[];
}

export const areas: Area[] = [
  {
    about: 'the life cycle of posts, and who is offered them',
    files: ['src/posts/*.ts', 'src/links/switch-links.ts'],
    tests: [
      'test/posts/*.test.ts',
      'test/feed/feed.test.ts',
      'test/journeys/permissions.test.ts',
      'test/journeys/conflicts.test.ts',
      'test/journeys/days-of-the-organization.test.ts',
    ],
  },
  {
    about: 'history: changes with their events, and what follows from them',
    files: ['src/events/*.ts', 'src/participation/*.ts'],
    tests: ['test/events/*.test.ts', 'test/participation/*.test.ts'],
  },
  {
    about: 'personal data: what is taken away and erased',
    files: ['src/personal-data/*.ts', 'src/**/*.personal-data.ts'],
    tests: ['test/personal-data/*.test.ts', 'test/journeys/permissions.test.ts'],
  },
  {
    about: 'who may do what',
    files: ['src/people/authorize.ts', 'src/people/permissions.ts'],
    tests: ['test/people/*.test.ts', 'test/journeys/permissions.test.ts'],
  },
  {
    about: 'what the redirect knows of links',
    files: ['src/redirect/*.ts', 'src/links/*-link*.ts'],
    tests: ['test/redirect/*.test.ts', 'test/links/*.test.ts', 'test/sharing/sharing.test.ts'],
  },
  {
    about: 'claims and outcomes of deliveries, and when digests are due',
    files: [
      'src/deliveries/*.ts',
      'src/platform/data/claim.ts',
      'src/digests/*.ts',
      'src/notifications/*-subscription*.ts',
      'src/notifications/next-digest-time.ts',
      'src/notifications/*.routes.ts',
    ],
    tests: [
      'test/deliveries/*.test.ts',
      'test/platform/claim.test.ts',
      'test/notifications/*.test.ts',
      'test/digests/*.test.ts',
      'test/jobs/stopping.test.ts',
      'test/journeys/permissions.test.ts',
    ],
  },
  {
    about: 'claims and states of imports',
    files: [
      'src/conversions/import/*-import.ts',
      'src/conversions/import/*-pass.ts',
      'src/conversions/import/delete-leftovers.ts',
      'src/conversions/import/process-rows.ts',
      'src/conversions/import/*.routes.ts',
    ],
    tests: [
      'test/conversions/import*.test.ts',
      'test/jobs/stopping.test.ts',
      'test/journeys/uploads.test.ts',
      'test/journeys/permissions.test.ts',
    ],
  },
  {
    about: 'attribution of conversions',
    files: ['src/conversions/*.ts'],
    tests: [
      'test/conversions/*.test.ts',
      'test/statistics/*.test.ts',
      'test/reports/reports.test.ts',
      'test/journeys/permissions.test.ts',
      'test/journeys/conflicts.test.ts',
    ],
  },
  {
    about: 'which visits count',
    files: ['src/clicks/*.ts'],
    tests: ['test/clicks/*.test.ts', 'test/redirect/redirect.test.ts', 'test/statistics/*.test.ts'],
  },
  {
    about: 'daily statistics and their periods',
    files: ['src/statistics/*.ts'],
    tests: [
      'test/statistics/*.test.ts',
      'test/clicks/retention.test.ts',
      'test/feed/*.test.ts',
      'test/reports/*.test.ts',
      'test/jobs/stopping.test.ts',
      'test/digests/compose-digest.test.ts',
    ],
  },
  {
    about: 'periods of reports, and what is published of others',
    files: ['src/reports/*.ts', 'src/links/dimensions.ts', 'src/published-results/*.ts'],
    tests: [
      'test/reports/*.test.ts',
      'test/published-results/*.test.ts',
      'test/journeys/permissions.test.ts',
      'test/journeys/days-of-the-organization.test.ts',
    ],
  },
  {
    about: 'what an advocate sees today',
    files: ['src/feed/*.ts'],
    tests: ['test/feed/*.test.ts', 'test/journeys/permissions.test.ts'],
  },
  {
    about: 'the life of a share',
    files: ['src/sharing/*-share*.ts', 'src/sharing/*posting*.ts', 'src/sharing/*.routes.ts'],
    tests: [
      'test/sharing/*.test.ts',
      'test/feed/feed.test.ts',
      'test/posts/link-switching.test.ts',
      'test/jobs/stopping.test.ts',
      'test/reports/*.test.ts',
      'test/journeys/permissions.test.ts',
    ],
  },
  {
    about: 'single-use links, sessions and account mails',
    files: [
      'src/sign-in/*-link*.ts',
      'src/sign-in/*-session.ts',
      'src/sign-in/*-notice*.ts',
      'src/sign-in/*invitation*.ts',
      'src/sign-in/*-reset*.ts',
      'src/sign-in/*-password.ts',
      'src/sign-in/attempt-counters.ts',
      'src/sign-in/set-up.ts',
      'src/sign-in/*.routes.ts',
      'src/platform/http/session*.ts',
      'src/platform/http/guard.ts',
    ],
    tests: [
      'test/journeys/sign-in.test.ts',
      'test/journeys/password-links.test.ts',
      'test/journeys/set-up.test.ts',
      'test/journeys/confirm-password.test.ts',
      'test/sign-in/*.test.ts',
      'test/accounts/*.test.ts',
      'test/platform/forms.test.ts',
      'test/journeys/*.test.ts',
    ],
  },
  {
    about: 'people, their roles and their access',
    files: ['src/accounts/*.ts', 'src/people/*.ts', 'src/platform/data/pending-notices.ts'],
    tests: [
      'test/accounts/*.test.ts',
      'test/docs.test.ts',
      'test/sign-in/account-events.test.ts',
      'test/notifications/subscriptions.test.ts',
      'test/journeys/permissions.test.ts',
      'test/journeys/confirm-password.test.ts',
      'test/journeys/sign-in.test.ts',
      'test/journeys/conflicts.test.ts',
      'test/feed/feed.test.ts',
    ],
  },
  {
    about: 'versions of guidelines, and settings of the organization',
    files: ['src/guidelines/*.ts', 'src/organization/*.ts', 'src/platform/data/revision.ts'],
    tests: [
      'test/guidelines/*.test.ts',
      'test/organization/*.test.ts',
      'test/journeys/conflicts.test.ts',
      'test/journeys/days-of-the-organization.test.ts',
      'test/journeys/permissions.test.ts',
    ],
  },
  {
    about: 'claims of feeds and items',
    files: [
      'src/sources/*-feed*.ts',
      'src/sources/*-item.ts',
      'src/sources/store-entries.ts',
      'src/sources/*.routes.ts',
    ],
    tests: ['test/sources/*.test.ts', 'test/jobs/stopping.test.ts', 'test/journeys/permissions.test.ts'],
  },
  {
    about: 'days and weeks',
    files: ['src/platform/text/days.ts', 'src/platform/clock.ts'],
    tests: [
      'test/platform/days.test.ts',
      'test/journeys/days-of-the-organization.test.ts',
      'test/notifications/next-digest-time.test.ts',
      'test/reports/*.test.ts',
      'test/feed/feed.test.ts',
    ],
  },
  { about: 'locks of jobs', files: ['jobs/worker.ts'], tests: ['test/jobs/*.test.ts'] },
];

interface Equivalent {
  file: string;
  /** The line of the mutant, with single spaces. */
  line: string;
  because: string;
}

/** Mutants that behave as the original does. They are left out. */
export const equivalents: Equivalent[] = [
  {
    file: 'src/posts/synchronise-links.ts',
    line: 'const posts = await Post.find({ _id: { $gte: last }, linkState: { $ne: null } }, { linkState: 1 })',
    because: 'a post that is compared twice is the same the second time',
  },
  {
    file: 'src/posts/synchronise-links.ts',
    line: 'const pending = await Post.find({ }, { linkState: 1 }).lean();',
    because: 'the links of a post without the mark are as it says already',
  },
  {
    file: 'src/posts/expire-due-posts.ts',
    line: 'const due = await Post.find({ $or: [offered, { lastDay, ...leadOn }] }).lean();',
    because: 'of posts whose links lead on, only drafts are not in the first part',
  },
  {
    file: 'src/posts/expire-due-posts.ts',
    line: 'const leadOn = { linkState: { $ne: null }, };',
    because: 'the life cycle refuses to expire a draft whose links are off',
  },
  {
    file: 'src/conversions/void-conversions.ts',
    line: '{ $and: [open, { }] },',
    because: 'one that is attributed to no link is in no statistics',
  },
  {
    file: 'src/conversions/api.routes.ts',
    line: 'if (!error?.status || error.status > 500 || error.status === 415) return next(error);',
    because: 'reading a body ends with no error of exactly 500',
  },
];

/** True when the path fits a pattern, in which `*` is any part of a name and `**` any path. */
export function fits(file: string, pattern: string): boolean {
  const parts = pattern.split(/(\*\*|\*)/).map((part) => {
    if (part === '**') return '.*';
    return part === '*' ? '[^/]*' : part.replace(/[.+?^${}()|[\]\\]/g, '\\$&');
  });
  return new RegExp(`^${parts.join('')}$`).test(file);
}

/** The first area that a file is in. */
export const areaOf = (file: string): Area | undefined =>
  areas.find(({ files }) => files.some((pattern) => fits(file, pattern)));

/** True when the table says so, by the line that the mutant makes of the text of its file. */
export function isEquivalent({ file, start, end, mutated }: Mutant, text: string): boolean {
  const before = text.slice(text.lastIndexOf('\n', start) + 1, start);
  const after = text.slice(end, text.indexOf('\n', end));
  const line = (before + mutated + after).replace(/\s+/g, ' ').trim();
  return equivalents.some((one) => one.file === file && one.line === line);
}
