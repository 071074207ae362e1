import { knownTimeZone } from '../platform/clock.js';
import type { Mail } from '../platform/net/mailer.js';
import { renderEmail } from '../platform/http/emails.js';
import { enumerationText, localeOf } from '../platform/text/formats.js';
import { translate } from '../platform/text/words.js';
import { getOrganization } from '../organization/index.js';
import type { Delivery } from '../deliveries/index.js';
import type { Services } from '../services.js';
import { findPeople, User } from '../people/index.js';

/** What the delivery of a notice holds; its recipient is a person, or an address that is or was theirs. */
interface NoticeData {
  personId: string;
  word: string;
  values?: Record<string, string>;
  at: Date;
}

/**
 * A notice as a mail in its reader's language and zone. Withdrawn when they may not sign in any more, unless it goes to
 * a named address of theirs, and in any case when they were erased.
 */
export async function composeNotice(
  services: Services,
  { recipient, data }: Pick<Delivery, 'recipient' | 'data'>,
): Promise<Mail | 'withdrawn'> {
  const { personId, word, values, at } = data as unknown as NoticeData;
  const email = recipient === personId ? null : recipient;
  const user = await User.findOne({ _id: personId, status: email ? { $ne: 'erased' } : 'active' }).lean();
  if (!user) return 'withdrawn';
  const organization = await getOrganization();
  const organizationName = organization?.name ?? 'Groundswell';
  const locale = localeOf(user.language, organization?.region);
  const printed = await printedValues(locale, values ?? {});
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

/**
 * The values as a text prints them: a person by name, a key of a text, or several with spaces between, as these
 * texts, and the number `count`, which chooses the plural.
 */
async function printedValues(
  locale: string,
  values: Record<string, string>,
): Promise<Record<string, string | number>> {
  const entries = Object.entries(values);
  const people = await findPeople(entries.filter(([name]) => isPerson(name)).map(([, id]) => id));
  return Object.fromEntries(
    entries.map(([name, value]): [string, string | number] => {
      if (isPerson(name)) return [name.replace(/Id$/, ''), people.get(value)?.name ?? ''];
      if (name === 'count') return [name, Number(value)];
      return [name, /Words?$/.test(name) ? inWords(locale, value) : value];
    }),
  );
}

const isPerson = (name: string) => name.endsWith('Id');

const inWords = (locale: string, keys: string): string =>
  enumerationText(
    locale,
    keys.split(' ').map((key) => translate(locale, key)),
  );
