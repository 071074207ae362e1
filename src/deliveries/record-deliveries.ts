import { Types } from 'mongoose';
import { insertNew } from '../platform/data/insert-new.js';
import { reach } from '../platform/data/fail-points.js';
import type { Services } from '../services.js';
import { purgeTime, type DeliveryKind, type NewDelivery } from './delivery-kind.js';
import { DeliveryRow, type Delivery } from './delivery.model.js';

/** What a row needs to know of its kind. */
type RecordedKind = Pick<DeliveryKind, 'name' | 'isUrgent' | 'stored'>;

/** The row of a new delivery. */
export function newRow({ clock }: Services, kind: RecordedKind, wanted: NewDelivery): Delivery {
  const now = clock.now();
  return {
    _id: new Types.ObjectId(),
    kind: kind.name,
    reason: wanted.reason,
    recipient: wanted.recipient,
    channel: wanted.channel ?? 'mail',
    state: 'waiting',
    isUrgent: kind.isUrgent ?? false,
    data: wanted.data ?? {},
    madeAt: now,
    dueAt: wanted.dueAt ?? now,
    tries: 0,
    claim: null,
    sentAgain: [],
    purgeAt: purgeTime(kind, 'waiting'),
  };
}

/**
 * Records deliveries, which the job sends. Those that are recorded already are left as they are; returns their
 * positions in the list.
 */
export async function recordDeliveries(
  services: Services,
  kind: RecordedKind,
  wanted: NewDelivery[],
): Promise<Set<number>> {
  const there = await insertNew(
    DeliveryRow,
    wanted.map((one) => newRow(services, kind, one)),
  );
  await reach('delivery.recorded');
  return there;
}
