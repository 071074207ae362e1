import type { Job } from '../platform/job.js';
import { attributeAgain } from './attribute-again.js';
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
    name: 'attribute-conversions',
    every: '10 seconds',
    about: 'attributes conversions anew for a day, as their clicks may arrive later or be judged anew',
    run: attributeAgain,
  },
  {
    name: 'forget-visitors',
    every: '10 minutes',
    about: 'deletes the salts of past days and the visits older than an hour',
    run: forgetVisitors,
  },
];
