import type { Job } from '../platform/jobs/job.js';
import { sendDueDigests } from './send-due-digests.js';

export const digestsJobs: Job[] = [
  {
    name: 'send-due-digests',
    every: '1 minute',
    about: 'sends each weekly digest whose day and hour have come on its reader’s clock',
    run: sendDueDigests,
  },
];
