import type { Job } from '../platform/jobs/job.js';
import { finishFigures } from './store-figures.js';

export const strategyJobs: Job[] = [
  {
    name: 'finish-figures',
    every: '1 minute',
    about: 'finishes or deletes the figures of files whose process was killed',
    run: finishFigures,
  },
];
