import { findActiveSubscription } from '../notifications/index.js';
import type { OrganizationView } from '../organization/index.js';
import { answerWhileStopping, MailFailed, type Mail } from '../platform/net/mailer.js';
import { Stopping, untilStopping } from '../platform/jobs/until-stopping.js';
import type { Services } from '../services.js';
import { findActivePerson } from '../people/index.js';
import { nextTry } from './claim-delivery.js';
import { composeDigest } from './compose-digest.js';
import { DigestDelivery, type Delivery } from './digest-delivery.model.js';
import { digestMail } from './digest-mail.js';

type Status = Delivery['status'];

/**
 * Composes and submits one claimed delivery, and records the result. A failure affects no other reader. Once
 * `stopping`, it does not wait for the relay: the delivery stays `submitting`, as after a crash. A mail that was not
 * handed over yet is due again at once.
 */
export async function deliverDigest(
  services: Services,
  { delivery, organization }: { delivery: Delivery; organization: OrganizationView },
  stopping?: AbortSignal,
): Promise<Status> {
  // This is also the end of the digest's period: the next digest begins here.
  const now = services.clock.now();
  let mail: Awaited<ReturnType<typeof composeMail>>;
  try {
    mail = await composeMail(services, delivery, organization, now);
  } catch (error) {
    services.log.error(
      { event: 'digest.compose-failed', err: error as Error, delivery: delivery._id.toString() },
      'a digest could not be composed',
    );
    return tryAgain(services, delivery, 'could not be composed');
  }
  if (mail === 'withdrawn' || mail === 'nothing-to-say') return settle(delivery, { status: mail });
  // Stored before the mail is handed over, so that nobody sends it again after a crash.
  const begun = await change(delivery, { status: 'submitting', submittingAt: now });
  return begun ? submit(services, { ...delivery, status: 'submitting' }, mail, stopping) : 'submitting';
}

async function submit(
  services: Services,
  delivery: Delivery,
  mail: Mail,
  stopping?: AbortSignal,
): Promise<Status> {
  let isHandedOver = false;
  const send = async () => {
    isHandedOver = true;
    await services.mailer.send(mail);
  };
  try {
    await untilStopping(send, stopping, answerWhileStopping);
  } catch (error) {
    if (error instanceof Stopping) return isHandedOver ? 'submitting' : giveBack(services, delivery);
    const { outcome } = error instanceof MailFailed ? error : { outcome: 'unknown' };
    const said = error instanceof Error ? error.message.slice(0, 200) : '';
    services.log.warn(
      { event: 'digest.not-accepted', delivery: delivery._id.toString(), outcome, reason: said },
      'a digest was not accepted',
    );
    if (outcome === 'not-now') return tryAgain(services, delivery, said);
    return settle(delivery, {
      status: 'failed',
      reason: outcome === 'unknown' ? `outcome unknown: ${said}` : said,
    });
  }
  return settle(delivery, { status: 'submitted' });
}

async function tryAgain(services: Services, delivery: Delivery, reason: string): Promise<Status> {
  const nextTryAt = nextTry(delivery.tries, services.clock.now());
  return settle(
    delivery,
    nextTryAt ? { status: 'claimed', nextTryAt, reason } : { status: 'failed', reason },
  );
}

/** Undoes the claim: the next process goes on as if this one had not begun. */
const giveBack = ({ clock }: Services, delivery: Delivery): Promise<Status> =>
  settle(delivery, { status: 'claimed', nextTryAt: clock.now(), tries: delivery.tries - 1 });

async function settle(delivery: Delivery, to: Partial<Delivery> & { status: Status }): Promise<Status> {
  await change(delivery, to);
  return to.status;
}

/** False when another process has claimed it since. Each claim counts a try, so `tries` identifies the claim. */
async function change({ _id, status, tries }: Delivery, to: Partial<Delivery>): Promise<boolean> {
  const { modifiedCount } = await DigestDelivery.updateOne({ _id, status, tries }, { $set: to });
  return modifiedCount === 1;
}

async function composeMail(
  services: Services,
  { subscriptionId, userId, week }: Delivery,
  organization: OrganizationView,
  now: Date,
): Promise<Mail | 'withdrawn' | 'nothing-to-say'> {
  const [person, subscription] = await Promise.all([
    findActivePerson(userId.toString()),
    findActiveSubscription(services, subscriptionId.toString()),
  ]);
  if (!person || !subscription) return 'withdrawn';
  const digest = await composeDigest(services, {
    person,
    since: await lastSubmitted(subscriptionId),
    now,
  });
  return digest
    ? digestMail(services, { digest, person, subscription, week, organization })
    : 'nothing-to-say';
}

/** When this reader's last digest was composed; null before the first. */
async function lastSubmitted(subscriptionId: Delivery['subscriptionId']): Promise<Date | null> {
  const last = await DigestDelivery.findOne({ subscriptionId, status: 'submitted' })
    .sort({ week: -1 })
    .lean();
  return last?.submittingAt ?? null;
}
