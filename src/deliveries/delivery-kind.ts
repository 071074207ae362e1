import { systemClock } from '../platform/clock.js';
import type { Mail } from '../platform/net/mailer.js';
import type { Services } from '../services.js';
import type { Delivery, DeliveryState } from './delivery.model.js';

/** What is sent, with facts about it for `follow`; or why nothing is. */
export type Composed = (Mail & { facts?: Record<string, unknown> }) | 'withdrawn' | 'nothing-to-say';

/** A kind of deliveries. All of them are in `jobs/deliveries.ts`. */
export interface DeliveryKind {
  /** Stored in each row: never renamed. */
  name: string;
  /** What it is, for the documentation. */
  about: string;
  /** The key of its name on pages. */
  label: string;
  /** Somebody waits for it, so it is sent before what comes to many. */
  isUrgent?: true;
  /** Milliseconds after each failed try. It is given up after one try more than there are pauses. */
  pauses: readonly number[];
  /** Milliseconds after which it is withdrawn instead of sent. */
  usefulFor?: number;
  /**
   * How many days a row is stored: while it waits, after it failed or is unconfirmed, and after any other end. With 0
   * days it is deleted at once.
   */
  stored: { open: number; failed: number; ended: number };
  /** True when pages must not show who gets it, nor what the relay answered. */
  hidesRecipient?: true;
  /**
   * Composes it when it is sent. It may be called again for the same delivery, and then makes the same mail.
   * @param now the moment at which it is composed, stored as `handedOverAt`
   */
  compose(services: Services, delivery: Delivery, now: Date): Promise<Composed>;
  /** Does what follows from its outcome, which is recorded before. Idempotent, as it may run twice. */
  follow?(services: Services, delivery: Delivery): Promise<unknown>;
}

/** A delivery to record. */
export interface NewDelivery {
  reason: string;
  recipient: string;
  channel?: 'mail';
  data?: Record<string, unknown>;
  /** When it is sent; default: at once. */
  dueAt?: Date;
}

const days = 24 * 60 * 60_000;

/** States in which an admin decides what becomes of it. */
export const undecidedStates = ['failed', 'unconfirmed'] as const satisfies DeliveryState[];
export const openStates = ['waiting', 'sending'] as const satisfies DeliveryState[];

/** When the database deletes a row of this kind that is in this state since now. */
export function purgeTime({ stored }: Pick<DeliveryKind, 'stored'>, state: DeliveryState): Date {
  const isOpen = openStates.some((open) => open === state);
  const isUndecided = undecidedStates.some((undecided) => undecided === state);
  const lasts = isOpen ? stored.open : isUndecided ? stored.failed : stored.ended;
  return new Date(systemClock.now().getTime() + lasts * days);
}

/** True when it is too late to send it. */
export const isTooLate = ({ usefulFor = Infinity }: DeliveryKind, { madeAt }: Delivery, now: Date): boolean =>
  now.getTime() - madeAt.getTime() >= usefulFor;
