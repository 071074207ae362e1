import type { Job } from '../platform/jobs/job.js';
import type { NoticeSource } from '../platform/data/pending-notices.js';
import { sendDueInvitations } from './invitation-waves.js';
import { personNotices, queueNotices } from './queue-account-mail.js';
import { sendAccountMails } from './send-account-mails.js';

/** @param sources where other features store notices */
export const signInJobs = (sources: NoticeSource[]): Job[] => [
  {
    name: 'send-account-mails',
    every: '5 seconds',
    about: 'sends links for new passwords, and tells people and admins what was changed in accounts',
    run: async (services, stopping) => {
      for (const source of [personNotices, ...sources]) await queueNotices(source, stopping);
      await sendAccountMails(services, stopping);
    },
  },
  {
    name: 'send-invitations',
    every: '5 seconds',
    about: 'sends the invitations of many people, each once',
    run: sendDueInvitations,
  },
];
