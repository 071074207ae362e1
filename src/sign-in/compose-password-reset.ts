import { knownTimeZone } from '../platform/clock.js';
import type { Mail } from '../platform/net/mailer.js';
import { renderEmail } from '../platform/http/emails.js';
import { localeOf } from '../platform/text/formats.js';
import { translate } from '../platform/text/words.js';
import { getOrganization } from '../organization/index.js';
import type { Services } from '../services.js';
import { countResetMail } from './limit-attempts.js';
import { logAccountEvent, User } from '../people/index.js';
import { makeLink } from './single-use-links.js';

/**
 * The mail with a link for a new password. Nothing when nobody has this address, may not sign in, or has had their
 * mails for this hour. `isCounted`: the mail is already counted among these.
 */
export async function composePasswordReset(
  services: Services,
  { email, generation, isCounted }: { email: string; generation: string; isCounted: boolean },
): Promise<Mail | 'nothing-to-say'> {
  const user = await User.findOne({ email, status: { $in: ['invited', 'active'] } }).lean();
  if (!user || !(isCounted || (await countResetMail(services, email)))) return 'nothing-to-say';
  const userId = user._id.toString();
  const { token, expiresAt } = await makeLink(services, {
    purpose: 'password-reset',
    userId,
    generation,
    sessionVersion: user.sessionVersion,
  });
  logAccountEvent(services, 'password-reset-requested', { personId: userId });
  const organization = await getOrganization();
  const locale = localeOf(user.language, organization?.region);
  const mail = renderEmail(services, 'reset-password', {
    subject: translate(locale, 'sign-in.mail-reset-subject'),
    organizationName: organization?.name ?? 'Groundswell',
    locale,
    timeZone: knownTimeZone(user.timeZone),
    name: user.name,
    url: `${services.publicUrl}/reset-password/${token}`,
    expiresAt,
  });
  return { ...mail, to: { name: user.name, address: user.email } };
}
