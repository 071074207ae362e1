import { renderEmail } from '../platform/views.js';
import { translate } from '../platform/words.js';
import { getOrganization } from '../organization/index.js';
import type { Services } from '../services.js';
import { makeLink } from './single-use-links.js';
import { User } from './user.model.js';

/**
 * Mails a link for a new password to whoever has this address; does nothing when nobody has. Resolves before
 * the relay answers, so that the time it takes does not tell the two apart.
 */
export async function requestPasswordReset(services: Services, { email }: { email: string }): Promise<void> {
  const user = await User.findOne({ email, status: { $ne: 'deactivated' } }).lean();
  if (!user) return;
  const userId = user._id.toString();
  const { token, expiresAt } = await makeLink(services, { purpose: 'password-reset', userId });
  const mail = renderEmail('reset-password', {
    subject: translate(user.language, 'users.mail-reset-subject'),
    organizationName: (await getOrganization())?.name ?? 'Groundswell',
    lang: user.language,
    timeZone: user.timeZone,
    name: user.name,
    url: `${services.publicUrl}/reset-password/${token}`,
    expiresAt,
  });
  services.mailer
    .send({ ...mail, to: { name: user.name, address: user.email } })
    .catch((error: unknown) => services.log.error({ err: error, userId }, 'password reset not mailed'));
}
