import type { Job } from '../platform/job.js';
import { sendAccountMails } from './send-account-mails.js';

export const usersJobs: Job[] = [
  {
    name: 'send-account-mails',
    every: '5 seconds',
    about: 'sends links for new passwords, and tells people and admins what was changed in accounts',
    run: sendAccountMails,
  },
];
