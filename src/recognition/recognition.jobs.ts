import type { Job } from '../platform/jobs/job.js';
import { deleteTakenBack } from './delete-thanks.js';

export const recognitionJobs: Job[] = [
  {
    name: 'delete-thanks-taken-back',
    every: '40 3 * * *',
    about: 'deletes thanks that were taken back on an earlier day',
    run: deleteTakenBack,
  },
];
