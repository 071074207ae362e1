import type { Job } from '../platform/jobs/job.js';
import { deleteWithdrawn } from './delete-thanks.js';

export const recognitionJobs: Job[] = [
  {
    name: 'delete-withdrawn-thanks',
    every: '40 3 * * *',
    about: 'deletes thanks that were withdrawn, once the day on which they were given is over',
    run: deleteWithdrawn,
  },
];
