import pMap from 'p-map';
import { claimDue, eachClaimed } from '../platform/data/claim.js';
import type { Services } from '../services.js';
import { deliver, lease } from './deliver.js';
import { purgeTime, type DeliveryKind } from './delivery-kind.js';
import { DeliveryRow, type Delivery } from './delivery.model.js';
import { follow, logUndecided } from './record-outcome.js';

/** The number of connections of the mailer. */
const atOnce = 10;

/**
 * Sends the deliveries of these kinds that are due, several at the same time. It may run twice at once and be
 * interrupted at any moment: nothing is lost, and nothing is sent twice by itself. Starts no more once `stopping`.
 * Returns how many were sent.
 */
export async function sendDueDeliveries(
  services: Services,
  kinds: readonly DeliveryKind[],
  stopping?: AbortSignal,
): Promise<number> {
  const byName = new Map(kinds.map((kind) => [kind.name, kind]));
  for (const kind of kinds) await giveUpUnanswered(services, kind);
  await followOutcomes(services, byName);
  const states = await pMap(
    eachClaimed(services, DeliveryRow, () => claimSome(services, [...byName.keys()]), stopping),
    (delivery) =>
      deliver(services, byName.get(delivery.kind)!, delivery, stopping).catch((error: unknown) => {
        // Thrown on, it would leave the deliveries that are claimed already to themselves.
        services.log.error(
          { event: 'delivery.not-recorded', err: error, delivery: delivery._id.toString() },
          'the outcome of a delivery was not recorded',
        );
        return null;
      }),
    { concurrency: atOnce },
  );
  return states.filter((one) => one?.state === 'sent').length;
}

/** Claims some that are due, the urgent ones first. */
async function claimSome(services: Services, names: string[]): Promise<Delivery[]> {
  const claim = (isUrgent: boolean) =>
    claimDue<Delivery>(services, DeliveryRow, {
      where: { state: 'waiting', isUrgent, kind: { $in: names } },
      leaseMs: lease,
    });
  const urgent = await claim(true);
  return urgent.length ? urgent : claim(false);
}

/** Deliveries whose process died while the relay had them may have arrived, so they are not sent again by themselves. */
async function giveUpUnanswered(services: Services, kind: DeliveryKind): Promise<void> {
  const now = services.clock.now();
  const { modifiedCount } = await DeliveryRow.updateMany(
    { state: 'sending', kind: kind.name, dueAt: { $lte: now } },
    {
      $set: {
        ...{ state: 'unconfirmed', problem: 'no-answer', endedAt: now, claim: null },
        purgeAt: purgeTime(kind, 'unconfirmed'),
        ...(kind.follow && { followsAt: now }),
      },
      $unset: { answer: 1 },
    },
  );
  if (modifiedCount) logUndecided(services, 'unconfirmed', { kind: kind.name, count: modifiedCount });
}

/** Does what a process left undone that was killed after an outcome was recorded. */
async function followOutcomes(services: Services, byName: Map<string, DeliveryKind>): Promise<void> {
  const due = { followsAt: { $lte: services.clock.now() }, kind: { $in: [...byName.keys()] } };
  for (const delivery of await DeliveryRow.find(due).limit(100).lean<Delivery[]>())
    await follow(services, byName.get(delivery.kind)!, delivery);
}
