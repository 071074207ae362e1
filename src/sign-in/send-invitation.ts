import { knownTimeZone } from '../platform/clock.js';
import { NotAllowedNow, NotFound } from '../platform/errors.js';
import { renderEmail } from '../platform/http/emails.js';
import { MailFailed } from '../platform/net/mailer.js';
import { localeOf } from '../platform/text/formats.js';
import { translate } from '../platform/text/words.js';
import { getOrganization } from '../organization/index.js';
import type { Services } from '../services.js';
import { createPerson, type NewPerson } from './create-person.js';
import { hasMoreRoles, logAccountEvent, User, wordsOfRoles } from '../people/index.js';
import { makeLink } from './single-use-links.js';

export interface Invitation {
  userId: string;
  /** `sent`: the relay accepted the mail. `kept`: it is stored in the outbox only. `failed`: the relay refused it. */
  mail: 'sent' | 'kept' | 'failed';
  /** True when the relay refused it for good, or may have sent it: trying again would not help. */
  isRefused?: boolean;
  /** The link in the mail, in case somebody has to pass it on. */
  url: string;
  /** The name of the mail in the outbox, if it is there. */
  outboxFile?: string;
}

export type Inviter = { inviterId: string; inviterName: string };

/**
 * Adds a person and mails them a link to choose a password. The person is added even if the mail fails. All admins
 * get a mail if the person gets more than the role of an advocate.
 * @throws InvalidInput when the address has an account already
 */
export async function invitePerson(
  services: Services,
  { inviterId, inviterName, ...input }: Omit<NewPerson, 'password' | 'status' | 'notice'> & Inviter,
): Promise<Invitation> {
  const { name, roles } = input;
  const notice = {
    word: 'sign-in.notice-invited',
    values: { by: inviterName, name, rolesWords: wordsOfRoles(roles) },
  };
  const isMore = hasMoreRoles(roles);
  const { id } = await createPerson(services, { ...input, status: 'invited', ...(isMore && { notice }) });
  return sendInvitation(services, { userId: id, inviterId, inviterName });
}

/**
 * Mails a new link to a person who has not accepted yet; the earlier link becomes void.
 * @throws NotFound, NotAllowedNow when the person has already joined or was deactivated
 */
export async function sendInvitation(
  services: Services,
  { userId, inviterId, inviterName }: { userId: string } & Inviter,
): Promise<Invitation> {
  const [user, organization] = await Promise.all([User.findById(userId).lean(), getOrganization()]);
  if (!user) throw new NotFound();
  if (user.status !== 'invited') throw new NotAllowedNow('sign-in.not-invited');
  const { token, expiresAt } = await makeLink(services, {
    purpose: 'invitation',
    userId,
    sessionVersion: user.sessionVersion,
  });
  logAccountEvent(services, 'invitation-made', { personId: userId, byId: inviterId, roles: user.roles });
  const organizationName = organization?.name ?? 'Groundswell';
  const locale = localeOf(user.language, organization?.region);
  const url = `${services.publicUrl}/invitation/${token}`;
  const mail = renderEmail(services, 'invitation', {
    subject: translate(locale, 'sign-in.mail-invitation-subject', {
      inviter: inviterName,
      organization: organizationName,
    }),
    organizationName,
    locale,
    timeZone: knownTimeZone(user.timeZone),
    name: user.name,
    inviterName,
    url,
    expiresAt,
  });
  try {
    const sent = await services.mailer.send({ ...mail, to: { name: user.name, address: user.email } });
    await User.updateOne(
      { _id: userId },
      { $set: { invitedAt: services.clock.now(), invitedById: inviterId || null } },
    );
    return sent ? { userId, mail: 'kept', url, outboxFile: sent.outboxFile } : { userId, mail: 'sent', url };
  } catch (error) {
    logAccountEvent(services, 'account-mail-failed', { personId: userId, err: error });
    const isRefused = error instanceof MailFailed && error.outcome !== 'not-now';
    return { userId, mail: 'failed', url, isRefused };
  }
}
