import { changeClaimed, giveBack } from '../platform/data/claim.js';
import { reach } from '../platform/data/fail-points.js';
import { Stopping, untilStopping } from '../platform/jobs/until-stopping.js';
import { answerWhileStopping, type Mail, type Mailer } from '../platform/net/mail.js';
import type { Services } from '../services.js';
import { channels } from './channels.js';
import { isTooLate, type Composed, type DeliveryKind } from './delivery-kind.js';
import { DeliveryRow, type Delivery, type DeliveryState } from './delivery.model.js';
import { end, tryAgain } from './record-outcome.js';

const minutes = 60_000;

/** How long a claim lasts, and how long the relay has to answer. */
export const lease = 10 * minutes;

export interface Delivered {
  state: DeliveryState;
  /** The name of the mail in the outbox, if it was only stored. */
  outboxFile?: string;
}

/**
 * Composes a claimed delivery, hands it to its channel, and records the outcome. Once `stopping`, it gives back what
 * was not handed over, and waits a moment for an answer: without one it stays `sending`, and is unconfirmed later.
 */
export async function deliver(
  services: Services,
  kind: DeliveryKind,
  delivery: Delivery,
  stopping?: AbortSignal,
): Promise<Delivered> {
  const now = services.clock.now();
  if (delivery.tries > kind.pauses.length + 1)
    return end(services, kind, delivery, { state: 'failed', problem: 'too-often' });
  if (isTooLate(kind, delivery, now)) return end(services, kind, delivery, { state: 'withdrawn' });
  let composed: Composed;
  try {
    composed = await kind.compose(services, delivery, now);
  } catch (error) {
    services.log.error(
      { event: 'delivery.compose-failed', err: error as Error, kind: kind.name, delivery: idOf(delivery) },
      'a delivery could not be composed',
    );
    return tryAgain(services, kind, delivery, { problem: 'not-composed' });
  }
  if (typeof composed === 'string') return end(services, kind, delivery, { state: composed });
  const { facts, ...mail } = composed;
  await reach('delivery.composed');
  // Stored before the mail is handed over, so that nobody sends it again after a crash.
  const dueAt = new Date(services.clock.now().getTime() + lease);
  const sending = { state: 'sending' as const, handedOverAt: now, dueAt, ...(facts && { facts }) };
  // Another process claimed it while this one composed for too long.
  if (!(await changeClaimed(DeliveryRow, delivery, { $set: sending }))) return { state: 'sending' };
  return hand(services, kind, { ...delivery, ...sending }, mail, stopping);
}

async function hand(
  services: Services,
  kind: DeliveryKind,
  delivery: Delivery,
  mail: Mail,
  stopping?: AbortSignal,
): Promise<Delivered> {
  const channel = channels[delivery.channel]!;
  let isHandedOver = false;
  const send = async () => {
    await reach('delivery.recorded-as-sending');
    isHandedOver = true;
    const sending = channel.send(services, { messageId: messageIdOf(services, delivery), ...mail });
    await reach('delivery.handed-over');
    return sending;
  };
  let sent: Awaited<ReturnType<Mailer['send']>>;
  try {
    sent = await untilStopping(send, stopping, answerWhileStopping);
  } catch (error) {
    if (!(error instanceof Stopping)) return notAccepted(services, kind, delivery, error);
    if (isHandedOver) return { state: 'sending' };
    await giveBack(services, DeliveryRow, [delivery], { state: 'waiting' });
    return { state: 'waiting' };
  }
  await reach('delivery.answered');
  const ended = await end(services, kind, delivery, { state: 'sent' });
  return { ...ended, ...(sent && 'outboxFile' in sent && { outboxFile: sent.outboxFile }) };
}

/** Records an error of the channel, and what becomes of the delivery. */
async function notAccepted(
  services: Services,
  kind: DeliveryKind,
  delivery: Delivery,
  error: unknown,
): Promise<Delivered> {
  const outcome = channels[delivery.channel]!.outcomeOf(error);
  const answer = error instanceof Error && !kind.hidesRecipient ? error.message.slice(0, 200) : undefined;
  services.log.warn(
    { event: 'delivery.not-accepted', err: error, kind: kind.name, delivery: idOf(delivery), outcome },
    'a delivery was not accepted',
  );
  if (outcome === 'not-now') return tryAgain(services, kind, delivery, { problem: 'not-now', answer });
  return outcome === 'never'
    ? end(services, kind, delivery, { state: 'failed', problem: 'refused', answer })
    : end(services, kind, delivery, { state: 'unconfirmed', problem: 'no-answer', answer });
}

const idOf = ({ _id }: Delivery): string => _id.toString();

/** The same for each try, so that mail programs can recognize a mail that arrived twice. */
const messageIdOf = ({ publicUrl }: Services, { kind, _id }: Delivery): string =>
  `<${kind}.${_id.toString()}@${new URL(publicUrl).hostname}>`;
