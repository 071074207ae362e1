import { NotAllowedNow, NotFound } from '../platform/errors.js';
import { renderEmail } from '../platform/views.js';
import { translate } from '../platform/words.js';
import { getOrganization } from '../organization/index.js';
import type { Services } from '../services.js';
import { createPerson, type NewPerson } from './create-person.js';
import { makeLink } from './single-use-links.js';
import { User } from './user.model.js';

/**
 * Adds a person and mails them a link to choose a password. Without a mail relay that answers the person is
 * added all the same, and `mailed` is false: send the invitation again later.
 * @throws InvalidInput when the address belongs to somebody already
 */
export async function invitePerson(
  services: Services,
  { inviterName, ...input }: Omit<NewPerson, 'password' | 'status'> & { inviterName: string },
): Promise<{ id: string; mailed: boolean }> {
  const { id } = await createPerson(services, { ...input, status: 'invited' });
  return { id, ...(await sendInvitation(services, { userId: id, inviterName })) };
}

/**
 * Mails a new link to a person who has not accepted yet; the earlier link is void.
 * @throws NotFound, NotAllowedNow when the person is past being invited
 */
export async function sendInvitation(
  services: Services,
  { userId, inviterName }: { userId: string; inviterName: string },
): Promise<{ mailed: boolean }> {
  const [user, organization] = await Promise.all([User.findById(userId).lean(), getOrganization()]);
  if (!user) throw new NotFound();
  if (user.status !== 'invited') throw new NotAllowedNow('users.not-invited');
  const { token, expiresAt } = await makeLink(services, { purpose: 'invitation', userId });
  const organizationName = organization?.name ?? 'Groundswell';
  const mail = renderEmail('invitation', {
    subject: translate(user.language, 'users.mail-invitation-subject', {
      inviter: inviterName,
      organization: organizationName,
    }),
    organizationName,
    lang: user.language,
    timeZone: user.timeZone,
    name: user.name,
    inviterName,
    url: `${services.publicUrl}/invitation/${token}`,
    expiresAt,
  });
  try {
    await services.mailer.send({ ...mail, to: { name: user.name, address: user.email } });
    return { mailed: true };
  } catch (error) {
    services.log.error({ err: error, userId }, 'invitation not mailed');
    return { mailed: false };
  }
}
