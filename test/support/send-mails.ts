import { deliveryKinds } from '../../jobs/deliveries.js';
import { sendDueDeliveries } from '../../src/deliveries/index.js';
import { recordDueDigests } from '../../src/digests/index.js';
import type { Services } from '../../src/services.js';
import { runJob } from './run-job.js';

/** Sends all deliveries that are due, as the job does. Returns how many were sent. */
export const sendWaiting = (services: Services, stopping?: AbortSignal): Promise<number> =>
  sendDueDeliveries(services, deliveryKinds, stopping);

/** Records the notices about accounts, and sends all mails that are due. Returns how many were sent. */
export async function sendAccountMails(services: Services, stopping?: AbortSignal): Promise<number> {
  await runJob(services, 'queue-account-notices', stopping);
  return sendWaiting(services, stopping);
}

/** Records the digests that are due, and sends all mails that are due. Returns how many were sent. */
export async function sendDueDigests(services: Services, stopping?: AbortSignal): Promise<number> {
  await recordDueDigests(services, stopping);
  return sendWaiting(services, stopping);
}
