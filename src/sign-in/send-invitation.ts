import { knownTimeZone } from '../platform/clock.js';
import { NotAllowedNow, NotFound } from '../platform/errors.js';
import { renderEmail } from '../platform/http/views.js';
import { translate } from '../platform/text/words.js';
import { getOrganization } from '../organization/index.js';
import type { Services } from '../services.js';
import { createPerson, type NewPerson } from './create-person.js';
import { logAccountEvent, User, wordsOfRoles } from '../people/index.js';
import { makeLink } from './single-use-links.js';

export interface Invitation {
  userId: string;
  /** `sent`: the relay has the mail. `kept`: it is in the outbox and reached nobody. `failed`: the relay did not take it. */
  mail: 'sent' | 'kept' | 'failed';
  /** The link of the mail, for whoever has to hand it over. */
  url: string;
  /** The mail's name in the outbox, when it is there. */
  outboxFile?: string;
}

type Inviter = { inviterId: string; inviterName: string };

/**
 * Adds a person and mails them a link to choose a password. The person is added whatever becomes of the mail. All admins get
 * one when the person has more roles than that of an advocate.
 * @throws InvalidInput when the address belongs to somebody already
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
  const isMore = roles.some((role) => role !== 'advocate');
  const { id } = await createPerson(services, { ...input, status: 'invited', ...(isMore && { notice }) });
  return sendInvitation(services, { userId: id, inviterId, inviterName });
}

/**
 * Mails a new link to a person who has not accepted yet; the earlier link is void.
 * @throws NotFound, NotAllowedNow when the person is past being invited
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
  const url = `${services.publicUrl}/invitation/${token}`;
  const mail = renderEmail('invitation', {
    subject: translate(user.language, 'sign-in.mail-invitation-subject', {
      inviter: inviterName,
      organization: organizationName,
    }),
    organizationName,
    lang: user.language,
    timeZone: knownTimeZone(user.timeZone),
    name: user.name,
    inviterName,
    url,
    expiresAt,
  });
  try {
    const sent = await services.mailer.send({ ...mail, to: { name: user.name, address: user.email } });
    return sent ? { userId, mail: 'kept', url, outboxFile: sent.outboxFile } : { userId, mail: 'sent', url };
  } catch (error) {
    logAccountEvent(services, 'account-mail-failed', { personId: userId, err: error });
    return { userId, mail: 'failed', url };
  }
}
