import type { Job } from '../platform/jobs/job.js';
import { recordPostings } from './record-postings.js';

export const sharingJobs: Job[] = [
  {
    name: 'record-postings',
    every: '5 minutes',
    about: 'records which prepared shares were posted, by the clicks of others within 14 days',
    run: recordPostings,
  },
];
