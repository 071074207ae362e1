import type { Services } from '../services.js';
import { DigestDelivery, type Delivery } from './digest-delivery.model.js';

const minutes = 60_000;

/** How long a claim on a delivery lasts, and how long the relay has to answer. */
const lease = 10 * minutes;

/** The pause after each failed try: five tries in four and a half hours. */
const pauses = [5 * minutes, 25 * minutes, 60 * minutes, 180 * minutes];

/** When a delivery with a temporary failure is tried again; null after the last try. */
export function nextTry(tries: number, now: Date): Date | null {
  const pause = pauses[tries - 1];
  return pause === undefined ? null : new Date(now.getTime() + pause);
}

/**
 * Claims one delivery that is due, for ten minutes. After that another process may claim it, in case this one
 * died. Null when none is due.
 */
export async function claimDelivery(services: Services): Promise<Delivery | null> {
  const now = services.clock.now();
  return DigestDelivery.findOneAndUpdate(
    { status: 'claimed', nextTryAt: { $lte: now } },
    { $set: { nextTryAt: new Date(now.getTime() + lease) }, $inc: { tries: 1 } },
    { sort: { nextTryAt: 1 }, returnDocument: 'after' },
  ).lean();
}

/**
 * Gives up deliveries whose process died while the relay had the mail: it may have arrived, so it is not sent
 * again. Also gives up a delivery whose process died five times while composing.
 */
export async function giveUpUnanswered(services: Services): Promise<void> {
  const now = services.clock.now();
  const before = new Date(now.getTime() - lease);
  await DigestDelivery.updateMany(
    { status: 'claimed', tries: { $gt: pauses.length }, nextTryAt: { $lte: now } },
    { $set: { status: 'failed', reason: 'tried too often' } },
  );
  await DigestDelivery.updateMany(
    { status: 'submitting', submittingAt: { $lte: before } },
    { $set: { status: 'failed', reason: 'outcome unknown' } },
  );
}
