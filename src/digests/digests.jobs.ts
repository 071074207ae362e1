import type { Job } from '../platform/jobs/job.js';
import { recordDueDigests } from './digest-delivery.js';

export const digestsJobs: Job[] = [
  {
    name: 'record-due-digests',
    every: '1 minute',
    about:
      'records each weekly digest whose day and hour have come on its reader’s clock, which is then sent',
    run: recordDueDigests,
  },
];
