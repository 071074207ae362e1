import type { Job } from '../platform/jobs/job.js';
import { reconcilePlacements } from './place-results.js';
import { recordPostings } from './record-postings.js';

export const sharingJobs: Job[] = [
  {
    name: 'record-postings',
    every: '5 minutes',
    about: 'records which prepared shares were posted, by the clicks of others within 14 days',
    run: recordPostings,
  },
  {
    name: 'reconcile-placements',
    every: '53 3 * * *',
    about: 'compares topic and level of shares and daily rows with their posts and corrects differences',
    run: reconcilePlacements,
  },
];
