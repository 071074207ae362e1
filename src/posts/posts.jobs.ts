import type { Job } from '../platform/jobs/job.js';
import { expireDuePosts, publishDuePosts } from './move-by-clock.js';
import { reconcileLinks } from './synchronise-links.js';

export const postsJobs: Job[] = [
  {
    name: 'publish-posts',
    every: '30 seconds',
    about: 'publishes approved posts whose time has come',
    run: publishDuePosts,
  },
  {
    name: 'expire-posts',
    every: '30 seconds',
    about: 'expires posts whose last day is over',
    run: expireDuePosts,
  },
  {
    name: 'reconcile-links',
    every: '41 3 * * *',
    about: 'compares tracked links with their posts and corrects differences',
    run: reconcileLinks,
  },
];
