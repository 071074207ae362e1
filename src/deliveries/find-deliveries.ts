import { mostCounted } from '../platform/data/paging.js';
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
 * @param most how many are read; default: all
 */
export async function findOpenRecipients(
  kind: string,
  { among, most = 0 }: { among?: string[]; most?: number } = {},
): Promise<Set<string>> {
  const found = await DeliveryRow.find(
    { state: { $in: openStates }, kind, ...(among && { recipient: { $in: among } }) },
    { recipient: 1 },
  )
    .limit(most)
    .lean();
  return new Set(found.map(({ recipient }) => recipient));
}

/** How many deliveries wait or are being sent, and how many an admin should look at, `mostCounted` of each at most. */
export interface DeliveriesState {
  waiting: number;
  failed: number;
  unconfirmed: number;
}

export async function countDeliveries(): Promise<DeliveriesState> {
  const count = (...states: DeliveryState[]) =>
    DeliveryRow.countDocuments({ state: { $in: states } }, { limit: mostCounted });
  const [waiting, failed, unconfirmed] = await Promise.all([
    count(...openStates),
    count('failed'),
    count('unconfirmed'),
  ]);
  return { waiting, failed, unconfirmed };
}

/**
 * How many other deliveries of the same kind to the same recipient, recorded since a moment, were sent, or are being sent
 * before this one. Those whose first try failed wait, and count later.
 */
export async function countOthers({ _id, kind, recipient }: Delivery, since: Date): Promise<number> {
  const isTaken = { state: { $in: ['sending', 'sent', 'unconfirmed'] as const } };
  const isNext = {
    state: 'waiting' as const,
    _id: { $lt: _id },
    $or: [{ claim: { $ne: null } }, { tries: 0 }],
  };
  return DeliveryRow.countDocuments({
    ...{ recipient, kind, _id: { $ne: _id } },
    madeAt: { $gte: since },
    $or: [isTaken, isNext],
  });
}

/** True when one of these was sent, or may have been. */
export async function isAnySent(reasons: string[]): Promise<boolean> {
  const state = { $in: ['sending', 'sent', 'unconfirmed'] as const };
  return (await DeliveryRow.exists({ reason: { $in: reasons }, state })) !== null;
}
