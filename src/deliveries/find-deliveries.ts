import { openStates } from './delivery-kind.js';
import { DeliveryRow, type Delivery, type DeliveryState } from './delivery.model.js';

/** The last sent delivery whose reason begins like this, in the order of reasons; null when there is none. */
export async function findLastSent(beginning: string): Promise<Delivery | null> {
  return DeliveryRow.findOne({ reason: { $gte: beginning, $lt: `${beginning}\u{10ffff}` }, state: 'sent' })
    .sort({ reason: -1 })
    .lean<Delivery>();
}

/**
 * Who has a delivery of this kind that waits or is being sent.
 * @param among only these recipients; default: all
 */
export async function findOpenRecipients(kind: string, among?: string[]): Promise<Set<string>> {
  const found = await DeliveryRow.find(
    { state: { $in: openStates }, kind, ...(among && { recipient: { $in: among } }) },
    { recipient: 1 },
  ).lean();
  return new Set(found.map(({ recipient }) => recipient));
}

/** How many deliveries wait or are being sent, and how many an admin should look at. */
export interface DeliveriesState {
  waiting: number;
  failed: number;
  unconfirmed: number;
}

export async function countDeliveries(): Promise<DeliveriesState> {
  const count = (...states: DeliveryState[]) => DeliveryRow.countDocuments({ state: { $in: states } });
  const [waiting, failed, unconfirmed] = await Promise.all([
    count(...openStates),
    count('failed'),
    count('unconfirmed'),
  ]);
  return { waiting, failed, unconfirmed };
}

/**
 * How many deliveries of the same kind to the same recipient were recorded before this one and since a moment, and were
 * sent, or wait to be.
 */
export async function countEarlier({ _id, kind, recipient }: Delivery, since: Date): Promise<number> {
  return DeliveryRow.countDocuments({
    ...{ recipient, kind },
    _id: { $lt: _id },
    madeAt: { $gte: since },
    state: { $in: ['waiting', 'sending', 'sent', 'unconfirmed'] },
  });
}
