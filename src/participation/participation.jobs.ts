import type { Job } from '../platform/jobs/job.js';
import { closeWeeks } from './close-weeks.js';

export const participationJobs: Job[] = [
  {
    name: 'close-weeks',
    every: '1 minute',
    about:
      'closes each week 14 days after its end: who takes part regularly, and what regulars did for posts',
    run: closeWeeks,
  },
];
