import { answerWhileStopping, MailFailed, type Mail } from '../platform/net/mailer.js';
import { Stopping, untilStopping } from '../platform/jobs/until-stopping.js';
import type { Services } from '../services.js';
import { AccountMail, type QueuedMail } from './account-mail.model.js';
import { composeNotice } from './compose-notice.js';
import { composePasswordReset } from './compose-password-reset.js';
import { logAccountEvent } from '../people/index.js';

const minutes = 60_000;
/** How long a mail is left to the process that took it; after that another one sends it. */
const lease = 5 * minutes;
/** How long after each try the next one comes. */
const pauses = [1 * minutes, 5 * minutes, 15 * minutes, 60 * minutes, 180 * minutes];
/** A link for a new password that comes later than this surprises more than it helps. */
const latestReset = 60 * minutes;

/**
 * Sends the mail about accounts that is due: each once, and again only when nothing was accepted or the process ended
 * before the relay had answered.
 */
export async function sendAccountMails(services: Services, stopping?: AbortSignal): Promise<void> {
  while (!stopping?.aborted) {
    const queued = await claim(services);
    if (!queued) return;
    await send(services, queued, stopping);
  }
}

async function claim({ clock }: Services): Promise<QueuedMail | null> {
  const now = clock.now();
  return AccountMail.findOneAndUpdate(
    { dueAt: { $lte: now } },
    { $set: { dueAt: new Date(now.getTime() + lease) }, $inc: { tries: 1 } },
    { sort: { dueAt: 1 }, returnDocument: 'after' },
  ).lean<QueuedMail>();
}

async function send(services: Services, queued: QueuedMail, stopping?: AbortSignal): Promise<void> {
  try {
    const mail = await compose(services, queued);
    if (mail) await untilStopping(() => services.mailer.send(mail), stopping, answerWhileStopping);
    await finish(queued);
  } catch (error) {
    // Whoever claims it next sends it.
    if (error instanceof Stopping) return;
    const isOver = error instanceof MailFailed && error.outcome !== 'not-now';
    const pause = pauses[queued.tries - 1];
    logAccountEvent(services, 'account-mail-failed', { personId: queued.personId?.toString(), err: error });
    if (isOver || pause === undefined) await finish(queued);
    else await change(queued, { dueAt: new Date(services.clock.now().getTime() + pause) });
  }
}

/** The mail; null when there is nobody to send it to, or when it is too late. */
async function compose(services: Services, queued: QueuedMail): Promise<Mail | null> {
  if (queued.kind === 'notice') return composeNotice(services, queued);
  const isLate = services.clock.now().getTime() - queued.at.getTime() >= latestReset;
  // A mail that is tried again was counted the first time.
  return isLate
    ? null
    : composePasswordReset(services, { email: queued.email!, isCounted: queued.tries > 1 });
}

// Each claim counts a try, so who took it over is not disturbed by who had it before.
const finish = ({ _id, tries }: QueuedMail) => AccountMail.deleteOne({ _id, tries });
const change = ({ _id, tries }: QueuedMail, to: Partial<QueuedMail>) =>
  AccountMail.updateOne({ _id, tries }, { $set: to });
