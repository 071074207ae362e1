import { knownTimeZone } from '../platform/clock.js';
import type { Mail } from '../platform/net/mailer.js';
import { renderEmail } from '../platform/http/emails.js';
import { enumerationText, localeOf } from '../platform/text/formats.js';
import { translate } from '../platform/text/words.js';
import { getOrganization } from '../organization/index.js';
import type { Services } from '../services.js';
import type { QueuedMail } from './account-mail.model.js';
import { User } from '../people/index.js';

/**
 * A notice as a mail in its reader's language and zone. Null when they may not sign in any more, unless it goes to
 * a former address of theirs.
 */
export async function composeNotice(
  services: Services,
  { personId, email, word, values, at }: QueuedMail,
): Promise<Mail | null> {
  const user = await User.findOne({ _id: personId, ...(email ? {} : { status: 'active' }) }).lean();
  if (!user) return null;
  const organization = await getOrganization();
  const organizationName = organization?.name ?? 'Groundswell';
  const locale = localeOf(user.language, organization?.region);
  // A value that is a key of a text, or several keys with spaces between, is printed as these texts. The number
  // `count` chooses the plural.
  const printed = Object.fromEntries(
    Object.entries(values ?? {}).map(([name, value]) => [
      name,
      name === 'count' ? Number(value) : /Words?$/.test(name) ? inWords(locale, value) : value,
    ]),
  );
  const say = (part: string) =>
    translate(locale, `${word}-${part}`, { ...printed, organization: organizationName });
  const mail = renderEmail(services, 'account-notice', {
    subject: say('subject'),
    text: say('text'),
    organizationName,
    locale,
    timeZone: knownTimeZone(user.timeZone),
    name: user.name,
    at,
    url: `${services.publicUrl}/account`,
  });
  return { ...mail, to: { name: user.name, address: email ?? user.email } };
}

const inWords = (locale: string, keys: string): string =>
  enumerationText(
    locale,
    keys.split(' ').map((key) => translate(locale, key)),
  );
