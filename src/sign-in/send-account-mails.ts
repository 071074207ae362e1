import { answerWhileStopping, MailFailed, type Mail } from '../platform/net/mailer.js';
import { Stopping, untilStopping } from '../platform/jobs/until-stopping.js';
import type { Services } from '../services.js';
import { AccountMail, type QueuedMail } from './account-mail.model.js';
import { composeNotice } from './compose-notice.js';
import { composePasswordReset } from './compose-password-reset.js';
import { logAccountEvent } from '../people/index.js';

const minutes = 60_000;
/** How long a mail belongs to the process that claimed it. Afterwards another process may send it. */
const lease = 5 * minutes;
/** The pause after each failed try. */
const pauses = [1 * minutes, 5 * minutes, 15 * minutes, 60 * minutes, 180 * minutes];
/** A link for a new password that comes later than this would only surprise its reader. */
const latestReset = 60 * minutes;

/**
 * Sends mails about accounts that are due: each once, or again if nothing was accepted or the process ended before
 * the relay had answered.
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
    // The next process that claims it sends it.
    if (error instanceof Stopping) return;
    const isOver = error instanceof MailFailed && error.outcome !== 'not-now';
    const pause = pauses[queued.tries - 1];
    logAccountEvent(services, 'account-mail-failed', { personId: queued.personId?.toString(), err: error });
    if (isOver || pause === undefined) await finish(queued);
    else await change(queued, { dueAt: new Date(services.clock.now().getTime() + pause) });
  }
}

/** The mail; null when there is no reader, or when it is too late. */
async function compose(services: Services, queued: QueuedMail): Promise<Mail | null> {
  if (queued.kind === 'notice') return composeNotice(services, queued);
  const isLate = services.clock.now().getTime() - queued.at.getTime() >= latestReset;
  // A mail that is tried again was already counted.
  return isLate
    ? null
    : composePasswordReset(services, { email: queued.email!, isCounted: queued.tries > 1 });
}

// `tries` identifies the claim, so that a process does not delete a mail that another one has claimed.
const finish = ({ _id, tries }: QueuedMail) => AccountMail.deleteOne({ _id, tries });
const change = ({ _id, tries }: QueuedMail, to: Partial<QueuedMail>) =>
  AccountMail.updateOne({ _id, tries }, { $set: to });
