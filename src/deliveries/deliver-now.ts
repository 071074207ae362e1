import { newClaim } from '../platform/data/claim.js';
import { insertUnlessThere } from '../platform/data/duplicate-key.js';
import { reach } from '../platform/data/fail-points.js';
import type { Services } from '../services.js';
import { deliver, lease, type Delivered } from './deliver.js';
import type { DeliveryKind, NewDelivery } from './delivery-kind.js';
import { DeliveryRow, type Delivery } from './delivery.model.js';
import { newRow } from './record-deliveries.js';
import { againBy } from './send-again.js';

/**
 * Records a delivery and sends it at once, for somebody who waits for the outcome. One that is recorded already is
 * taken over, unless it was sent, or another process has it: then its state is returned with `isElsewhere`. If the
 * relay does not take it now, the job tries again.
 * @param byId the admin who sends it, recorded if it had ended before
 */
export async function deliverNow(
  services: Services,
  kind: DeliveryKind,
  { byId, ...wanted }: NewDelivery & { byId: string },
): Promise<Delivered & { isElsewhere?: true }> {
  const claimed = { ...newClaim(services, lease), tries: 1 };
  const row = { ...newRow(services, kind, wanted), ...claimed };
  const isNew = await insertUnlessThere(() => DeliveryRow.collection.insertOne(row));
  await reach('delivery.recorded');
  if (isNew) return deliver(services, kind, row);
  const { reason, recipient, channel } = row;
  const there = await DeliveryRow.findOne({ reason, recipient, channel }).lean<Delivery>();
  const taken =
    there && !there.claim && there.state !== 'sent' && (await takeOver(services, kind, there, claimed, byId));
  return taken ? deliver(services, kind, taken) : { state: there?.state ?? 'waiting', isElsewhere: true };
}

/** Claims a delivery that nobody has; null when somebody else was first. */
async function takeOver(
  services: Services,
  kind: DeliveryKind,
  { _id, state }: Delivery,
  claimed: object,
  byId: string,
): Promise<Delivery | null> {
  const { $set, ...again } = againBy(services, kind, byId);
  const change = state === 'waiting' ? { $set: claimed } : { $set: { ...$set, ...claimed }, ...again };
  return DeliveryRow.findOneAndUpdate({ _id, state, claim: null }, change, {
    returnDocument: 'after',
  }).lean<Delivery>();
}
