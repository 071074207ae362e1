import { findPeople } from '../people/index.js';
import { isId } from '../platform/data/object-id.js';
import { countedPage } from '../platform/data/paging.js';
import type { Services } from '../services.js';
import { isTooLate, openStates, undecidedStates, type DeliveryKind } from './delivery-kind.js';
import { DeliveryRow, type Delivery, type DeliveryState } from './delivery.model.js';

const rowsAPage = 25;

/** What the page can show, by its name in the address. */
export const deliveryFilters = {
  undecided: undecidedStates,
  failed: ['failed'],
  unconfirmed: ['unconfirmed'],
  waiting: openStates,
  sent: ['sent'],
  withdrawn: ['withdrawn'],
  'nothing-to-say': ['nothing-to-say'],
} as const satisfies Record<string, readonly DeliveryState[]>;
export type DeliveryFilter = keyof typeof deliveryFilters;

/** A delivery as admins see it. */
export interface DeliveryView extends Pick<Delivery, 'state' | 'madeAt' | 'problem' | 'answer'> {
  id: string;
  /** The key of the name of its kind. */
  label: string;
  /** Null when its kind hides it. */
  recipient: { name: string; personId: string | null } | null;
  /** When it is tried next, if it waits for that. */
  nextTryAt: Date | null;
  lastSentAgain: { by: string; at: Date } | null;
  maySendAgain: boolean;
}

/** Deliveries in these states, newest first, and how many there are. */
export async function listDeliveries(
  services: Services,
  kinds: readonly DeliveryKind[],
  { show, page }: { show: DeliveryFilter; page: number },
) {
  const filter = { state: { $in: deliveryFilters[show] } };
  const { skip, ...place } = await countedPage(page, {
    size: rowsAPage,
    count: (limit) => DeliveryRow.countDocuments(filter, { limit }),
  });
  const found = await DeliveryRow.find(filter)
    .sort({ madeAt: -1 })
    .skip(skip)
    .limit(rowsAPage)
    .lean<Delivery[]>();
  return { deliveries: await asViews(services, kinds, found), ...place };
}

/** These deliveries as admins see them: no address of somebody who asked for a new password, and no secret. */
export async function asViews(
  services: Services,
  kinds: readonly DeliveryKind[],
  deliveries: Delivery[],
): Promise<DeliveryView[]> {
  const byName = new Map(kinds.map((kind) => [kind.name, kind]));
  const admins = deliveries.flatMap(({ sentAgain }) => sentAgain.map(({ byId }) => byId.toString()));
  const readers = deliveries.map(({ recipient }) => recipient).filter(isId);
  const people = await findPeople([...new Set([...admins, ...readers])]);
  const now = services.clock.now();
  return deliveries.map((delivery) => {
    const kind = byName.get(delivery.kind);
    const { state, madeAt, problem, answer, recipient, dueAt, claim } = delivery;
    const person = people.get(recipient);
    const last = delivery.sentAgain.at(-1);
    const isUndecided = undecidedStates.some((undecided) => undecided === state);
    return {
      id: delivery._id.toString(),
      label: kind?.label ?? 'deliveries.kind-unknown',
      ...{ state, madeAt, problem, answer },
      recipient:
        !kind || kind.hidesRecipient
          ? null
          : { name: person?.name ?? recipient, personId: person ? recipient : null },
      nextTryAt: state === 'waiting' && !claim && dueAt > now ? dueAt : null,
      lastSentAgain: last ? { by: people.get(last.byId.toString())?.name ?? '', at: last.at } : null,
      maySendAgain: isUndecided && !!kind && !isTooLate(kind, delivery, now),
    };
  });
}
