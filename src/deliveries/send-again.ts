import type { QueryFilter } from 'mongoose';
import { authorize, type SignedIn } from '../people/index.js';
import { NotAllowedNow, NotFound } from '../platform/errors.js';
import type { Services } from '../services.js';
import { isTooLate, purgeTime, undecidedStates, type DeliveryKind } from './delivery-kind.js';
import { DeliveryRow, type Delivery } from './delivery.model.js';

/** The change that lets an ended delivery wait again, as an admin decided. It counts its tries from the start. */
export const againBy = ({ clock }: Services, kind: DeliveryKind, byId: string) => ({
  $set: {
    ...{ state: 'waiting' as const, dueAt: clock.now(), tries: 0, claim: null },
    purgeAt: purgeTime(kind, 'waiting'),
  },
  $unset: { problem: 1, answer: 1, endedAt: 1, followsAt: 1 },
  $push: { sentAgain: { byId, at: clock.now() } },
});

/**
 * Sends a delivery again that failed or is unconfirmed, and records who decided that. It has the same Message-ID.
 * @throws Forbidden; NotFound; NotAllowedNow when it is in another state by now, or when it is too late for it
 */
export async function sendAgain(
  services: Services,
  kinds: readonly DeliveryKind[],
  { actor, id }: { actor: SignedIn; id: string },
): Promise<void> {
  authorize(actor, 'manage-deliveries');
  const { delivery, kind } = await getUndecided(services, kinds, { actor, id });
  const { matchedCount } = await DeliveryRow.updateOne(
    { _id: delivery._id, state: delivery.state },
    againBy(services, kind, actor.id),
  );
  if (!matchedCount) throw new NotAllowedNow('deliveries.decided-already');
}

/** A delivery that may be sent again. @throws as sendAgain */
export async function getUndecided(
  services: Services,
  kinds: readonly DeliveryKind[],
  { actor, id }: { actor: SignedIn; id: string },
) {
  authorize(actor, 'manage-deliveries');
  const delivery = await DeliveryRow.findById(id).lean<Delivery>();
  const kind = kinds.find(({ name }) => name === delivery?.kind);
  if (!delivery || !kind) throw new NotFound();
  if (!undecidedStates.some((state) => state === delivery.state))
    throw new NotAllowedNow('deliveries.decided-already');
  if (isTooLate(kind, delivery, services.clock.now())) throw new NotAllowedNow('deliveries.too-late');
  return { delivery, kind };
}

/** Sends all of these again that ended without being sent. Returns how many. */
export async function sendUnsentAgain(
  services: Services,
  kind: DeliveryKind,
  { reasons, byId }: { reasons: string[]; byId: string },
): Promise<number> {
  const unsent: QueryFilter<Delivery> = {
    reason: { $in: reasons },
    state: { $in: [...undecidedStates, 'withdrawn', 'nothing-to-say'] },
  };
  const { modifiedCount } = await DeliveryRow.updateMany(unsent, againBy(services, kind, byId));
  return modifiedCount;
}
