import type { Job } from '../platform/job.js';
import { forgetVisitors } from './forget-visitors.js';
import { updateDailyStatistics } from './update-daily-statistics.js';

export const trackingJobs: Job[] = [
  {
    name: 'update-daily-statistics',
    every: '10 seconds',
    about: 'counts anew the links and days that new clicks and conversions touched',
    run: updateDailyStatistics,
  },
  {
    name: 'forget-visitors',
    every: '10 minutes',
    about: 'deletes the salts of past days and the visits older than an hour',
    run: forgetVisitors,
  },
];
