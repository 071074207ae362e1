import type { Job } from '../platform/jobs/job.js';
import { reconcilePictures, type PictureUse } from './reconcile-pictures.js';
import { storeDuePictures } from './store-due-pictures.js';

/** `uses` are the places that show pictures. */
export const filesJobs = (uses: PictureUse[]): Job[] => [
  {
    name: 'store-pictures',
    every: '30 seconds',
    about: 'fetches the pictures of posts and inbox items, each once, and stores them in three sizes',
    run: storeDuePictures,
  },
  {
    name: 'reconcile-pictures',
    every: '6 hours',
    about: 'asks for pictures that are in use and not stored, and deletes those that nothing uses',
    run: (services, stopping) => reconcilePictures(services, uses, stopping),
  },
];
