import type { Services } from '../services.js';
import { DigestDelivery, type Delivery } from './digest-delivery.model.js';

const minutes = 60_000;

/** How long a claimed delivery is left to who claimed it, and how long the relay has to answer. */
const lease = 10 * minutes;

/** How long after each try the next one comes: five tries in four and a half hours. */
const pauses = [5 * minutes, 25 * minutes, 60 * minutes, 180 * minutes];

/** When a delivery that failed for now is tried again; null when it was tried often enough. */
export function nextTry(tries: number, now: Date): Date | null {
  const pause = pauses[tries - 1];
  return pause === undefined ? null : new Date(now.getTime() + pause);
}

/** Takes one delivery that waits, for ten minutes: then somebody else may, in case the process died. Null when none waits. */
export async function claimDelivery(services: Services): Promise<Delivery | null> {
  const now = services.clock.now();
  return DigestDelivery.findOneAndUpdate(
    { status: 'claimed', nextTryAt: { $lte: now } },
    { $set: { nextTryAt: new Date(now.getTime() + lease) }, $inc: { tries: 1 } },
    { sort: { nextTryAt: 1 }, returnDocument: 'after' },
  ).lean();
}

/**
 * A process died while the relay had the mail: it may have arrived, so it is not sent again. One that died five
 * times while composing is given up too.
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
