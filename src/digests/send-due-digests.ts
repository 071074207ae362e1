import pMap from 'p-map';
import { claimDueSubscription, ensureSubscriptions, type DueSubscription } from '../notifications/index.js';
import { getOrganization } from '../organization/index.js';
import { onDuplicateKey } from '../platform/data/duplicate-key.js';
import type { Services } from '../services.js';
import { claimDelivery, giveUpUnanswered } from './claim-delivery.js';
import { deliverDigest } from './deliver-digest.js';
import { DigestDelivery, type Delivery } from './digest-delivery.model.js';

/** The number of connections of the mailer. */
const atOnce = 10;

/**
 * Creates a delivery for each due subscription, then delivers all that wait, several at the same time. It may run
 * twice at once and be interrupted at any moment: nobody gets two digests for a week. Starts no more once
 * `stopping`. Returns how many were submitted.
 */
export async function sendDueDigests(services: Services, stopping?: AbortSignal): Promise<number> {
  const organization = await getOrganization();
  if (!organization) return 0;
  await ensureSubscriptions(services, stopping);
  await giveUpUnanswered(services);
  while (
    !stopping?.aborted &&
    (await claimDueSubscription(services, (due) => recordDelivery(services, due)))
  );

  const deliver = (delivery: Delivery) =>
    deliverDigest(services, { delivery, organization }, stopping).catch((error: unknown) => {
      // Thrown on, it would leave the deliveries that are claimed already to themselves.
      const id = delivery._id.toString();
      services.log.error({ event: 'digest.failed', err: error, delivery: id }, 'a digest was not recorded');
    });
  const statuses = await pMap(claimDeliveries(services, stopping), deliver, { concurrency: atOnce });
  return statuses.filter((status) => status === 'submitted').length;
}

async function* claimDeliveries(services: Services, stopping?: AbortSignal) {
  while (!stopping?.aborted) {
    const delivery = await claimDelivery(services);
    if (!delivery) return;
    yield delivery;
  }
}

async function recordDelivery(
  services: Services,
  { id, userId, week, dueAt }: DueSubscription,
): Promise<void> {
  const delivery = { subscriptionId: id, userId, week, dueAt, nextTryAt: services.clock.now() };
  // Recorded before a crash, or by somebody else at this moment.
  await DigestDelivery.create(delivery).catch(onDuplicateKey(() => undefined));
}
