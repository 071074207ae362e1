import { claimDueSubscription, ensureSubscriptions, type Subscription } from '../notifications/index.js';
import { getOrganization } from '../organization/index.js';
import { isDuplicateKey } from '../platform/errors.js';
import type { Services } from '../services.js';
import { claimDelivery, giveUpUnanswered } from './claim-delivery.js';
import { deliverDigest } from './deliver-digest.js';
import { DigestDelivery } from './digest-delivery.model.js';

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

  let submitted = 0;
  const lane = async () => {
    while (!stopping?.aborted) {
      const delivery = await claimDelivery(services);
      if (!delivery) return;
      const status = await deliverDigest(
        services,
        { delivery, organizationName: organization.name },
        stopping,
      );
      if (status === 'submitted') submitted += 1;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return submitted;
}

async function recordDelivery(services: Services, { id, userId, week, dueAt }: Subscription): Promise<void> {
  try {
    await DigestDelivery.create({ subscriptionId: id, userId, week, dueAt, nextTryAt: services.clock.now() });
  } catch (error) {
    // Recorded before a crash, or by another process at this moment.
    if (!isDuplicateKey(error)) throw error;
  }
}
