import type { Job } from '../platform/jobs/job.js';
import { fetchDueFeeds } from './fetch-due-feeds.js';

export const sourcesJobs: Job[] = [
  {
    name: 'fetch-feeds',
    every: '1 minute',
    about: 'fetches the feeds that are due: each every hour, later and later while it fails',
    run: fetchDueFeeds,
  },
];
