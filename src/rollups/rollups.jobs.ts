import type { Job } from '../platform/jobs/job.js';
import { compareRollups } from './compare-rollups.js';
import { updateRollups } from './update-rollups.js';

export const rollupsJobs: Job[] = [
  {
    name: 'update-rollups',
    every: '10 seconds',
    about: 'counts the days and months again whose results have changed',
    run: updateRollups,
  },
  {
    name: 'compare-rollups',
    every: '1 day',
    about:
      'compares the days that were counted longest ago with their rows, and has those counted again that differ',
    run: compareRollups,
  },
];
