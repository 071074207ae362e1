import type { Job } from '../platform/jobs/job.js';
import { attributeAgain } from '../conversions/index.js';
import { deleteOldClicks } from './delete-old-clicks.js';
import { forgetVisitors, reclassifyWhenRulesChange } from '../clicks/index.js';
import { recountDays } from './recount-days.js';
import { updateDailyStatistics } from './update-daily-statistics.js';

export const statisticsJobs: Job[] = [
  {
    name: 'update-daily-statistics',
    every: '5 seconds',
    about: 'counts again the links and days that have new clicks or conversions',
    run: updateDailyStatistics,
  },
  {
    name: 'recount-days',
    every: '1 minute',
    about: 'counts all stored days again after an upgrade that stores more of each',
    run: recountDays,
  },
  {
    name: 'attribute-conversions',
    every: '10 seconds',
    about: 'attributes conversions again for a day, as their clicks may arrive later or be classified again',
    run: attributeAgain,
  },
  {
    name: 'forget-visitors',
    every: '10 minutes',
    about: 'deletes the salts of past days, and what connects a visitor’s clicks across midnight',
    run: forgetVisitors,
  },
  {
    name: 'delete-old-clicks',
    every: '1 day',
    about: 'deletes clicks older than the organization keeps them, once they are in the statistics',
    run: deleteOldClicks,
  },
  {
    name: 'reclassify-clicks',
    every: '10 minutes',
    about: 'classifies the stored clicks again when the click rules have changed',
    run: reclassifyWhenRulesChange,
  },
];
