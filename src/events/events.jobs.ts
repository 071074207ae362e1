import type { Job } from '../platform/jobs/job.js';
import { checkHistory, deleteOldEvents } from './check-history.js';
import { publishWaitingEvents } from './publish-events.js';
import { react } from './react.js';
import type { Reaction } from './reaction.js';

/** @param reactions of all features */
export const eventsJobs = (reactions: readonly Reaction[]): Job[] => [
  {
    name: 'publish-events',
    every: '5 seconds',
    about: 'publishes events that a process left in their documents when it was killed',
    run: publishWaitingEvents,
  },
  {
    name: 'react-to-events',
    every: '5 seconds',
    about: 'does what follows from events, and tries again what failed',
    run: (services, stopping) => react(services, reactions, stopping),
  },
  {
    name: 'check-history',
    every: '17 4 * * *',
    about: 'compares documents with their events, and deletes events older than 24 months',
    run: async (services, stopping) => {
      await checkHistory(services, stopping);
      await deleteOldEvents(services);
    },
  },
];
