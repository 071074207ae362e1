import type { Job } from '../platform/jobs/job.js';
import type { DeliveryKind } from './delivery-kind.js';
import { sendDueDeliveries } from './send-due-deliveries.js';

/** @param kinds of all features */
export const deliveriesJobs = (kinds: readonly DeliveryKind[]): Job[] => [
  {
    name: 'send-deliveries',
    every: '5 seconds',
    about: 'sends the mails that are due, each once, and tries again what the relay did not take',
    run: (services, stopping) => sendDueDeliveries(services, kinds, stopping),
  },
];
