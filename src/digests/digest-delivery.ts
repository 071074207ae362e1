import {
  findLastSent,
  recordDeliveries,
  type Composed,
  type Delivery,
  type DeliveryKind,
} from '../deliveries/index.js';
import {
  claimDueSubscriptions,
  ensureSubscriptions,
  findActiveSubscription,
} from '../notifications/index.js';
import { getOrganization } from '../organization/index.js';
import { findActivePerson } from '../people/index.js';
import { insertUnlessThere } from '../platform/data/duplicate-key.js';
import type { Services } from '../services.js';
import { composeDigest } from './compose-digest.js';
import { DigestOffer } from './digest-offer.model.js';
import { digestMail } from './digest-mail.js';

const minutes = 60_000;

export const digestDelivery: DeliveryKind = {
  name: 'digest',
  about: 'the weekly digest, at most one for each reader and week',
  label: 'digests.delivery',
  pauses: [5 * minutes, 25 * minutes, 60 * minutes, 180 * minutes],
  // The next digest begins where the last one ended.
  stored: { open: 30, failed: 30, ended: 400 },
  compose: composeDelivery,
  follow: storeOffer,
};

const reasonOf = (subscriptionId: string, week: string) => `digest/${subscriptionId}/${week}`;

/**
 * Records a delivery for each subscription whose day and hour have come. It may run twice at once and be interrupted at
 * any moment: there is one delivery for each reader and week.
 */
export async function recordDueDigests(services: Services, stopping?: AbortSignal): Promise<void> {
  if (!(await getOrganization())) return;
  await ensureSubscriptions(services, stopping);
  while (
    !stopping?.aborted &&
    (await claimDueSubscriptions(services, (due) =>
      recordDeliveries(
        services,
        digestDelivery,
        due.map(({ id, userId, week }) => ({
          reason: reasonOf(id, week),
          recipient: userId,
          data: { subscriptionId: id, week },
        })),
      ),
    ))
  );
}

/** The digest from the day of the last one that was sent to the day before `now`. */
async function composeDelivery(
  services: Services,
  { recipient, data }: Delivery,
  now: Date,
): Promise<Composed> {
  const { subscriptionId, week } = data as { subscriptionId: string; week: string };
  const [organization, person, subscription, last] = await Promise.all([
    getOrganization(),
    findActivePerson(recipient),
    findActiveSubscription(services, subscriptionId),
    findLastSent(reasonOf(subscriptionId, '')),
  ]);
  if (!organization || !person || !subscription) return 'withdrawn';
  const digest = await composeDigest(services, { person, since: last?.handedOverAt ?? null, now });
  if (!digest) return 'nothing-to-say';
  const postIds = [digest.first, ...digest.more].flatMap((post) => post?.id ?? []);
  return {
    ...digestMail(services, { digest, person, subscription, week, organization }),
    facts: { postIds },
  };
}

/** Stores which posts a sent digest offered. */
async function storeOffer(
  _services: Services,
  { _id, state, recipient, data, facts, handedOverAt }: Delivery,
): Promise<void> {
  const { postIds = [] } = (facts ?? {}) as { postIds?: string[] };
  if (state !== 'sent' || !postIds.length) return;
  const { week } = data as { week: string };
  const offer = { _id, personId: recipient, week, at: handedOverAt!, postIds };
  await insertUnlessThere(() => DigestOffer.create(offer));
}
