import type { Job } from '../platform/jobs/job.js';
import { publishDueWeeks } from './publish-due-weeks.js';

export const publishedResultsJobs: Job[] = [
  {
    name: 'publish-results',
    every: '10 minutes',
    about: 'publishes the results of a closed week once they had 48 hours to arrive',
    run: publishDueWeeks,
  },
];
