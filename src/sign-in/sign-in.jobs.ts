import type { Job } from '../platform/jobs/job.js';
import type { NoticeSource } from '../platform/data/pending-notices.js';
import { personNotices, queueNotices } from './account-notices.js';

/** @param sources where other features store notices */
export const signInJobs = (sources: NoticeSource[]): Job[] => [
  {
    name: 'queue-account-notices',
    every: '5 seconds',
    about: 'records the mails about what was changed in accounts, which are then sent',
    run: async (services, stopping) => {
      for (const source of [personNotices, ...sources]) await queueNotices(services, source, stopping);
    },
  },
];
