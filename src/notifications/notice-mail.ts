import {
  countOthers,
  isAnySent,
  recordDeliveries,
  type Delivery,
  type DeliveryKind,
} from '../deliveries/index.js';
import { renderEmail } from '../platform/http/emails.js';
import type { Mail } from '../platform/net/mailer.js';
import { localeOf } from '../platform/text/formats.js';
import { translate } from '../platform/text/words.js';
import { findActivePerson, permits, type Person } from '../people/index.js';
import { getOrganization } from '../organization/index.js';
import type { Services } from '../services.js';
import { wantsMail, whoAsked } from './choose-notices.js';
import type { NoticeKind } from './notice-kinds.js';
import { PersonNotice, type StoredNotice } from './notice.model.js';
import { noticeWords } from './notices.view.js';
import { withNames } from './read-notices.js';
import { stopMailsToken } from './stop-mails-link.js';

const minutes = 60_000;
const days = 24 * 60 * minutes;

/** Who sees a notice in the portal within this time gets no mail. */
const patience = 10 * minutes;

/** The most mails of notices that nobody asked for in so many days. */
const mailCap = { most: 3, days: 7 };

const delivery = {
  label: 'notifications.delivery-notice',
  pauses: [1 * minutes, 5 * minutes, 25 * minutes, 60 * minutes, 180 * minutes],
  usefulFor: 3 * days,
  stored: { open: 7, failed: 30, ended: 30 },
};
const capped = {
  ...delivery,
  name: 'notice',
  about: 'a notice that people get by mail unless they stop it, three in seven days at most',
};
const wanted = {
  ...delivery,
  name: 'notice-wanted',
  about: 'a notice that a person asked to get by mail, or that asks them to do something',
};

/** The mails of notices, as kinds of deliveries: those that count among the mails of a week, and the others. */
export const noticeDeliveries = (kinds: readonly NoticeKind[]): DeliveryKind[] =>
  [capped, wanted].map((kind) => ({
    ...kind,
    compose: (services, row, now) => composeMail(services, kinds, row, now),
  }));

/** Records the mails of new notices. They are composed later, if they are still of use then. */
export async function recordMails(
  services: Services,
  kind: NoticeKind,
  notices: readonly StoredNotice[],
): Promise<void> {
  const { mail } = kind;
  const dueAt = new Date(services.clock.now().getTime() + (mail === 'always' ? 0 : patience));
  const asked =
    mail === 'on-request'
      ? await whoAsked(
          kind,
          notices.map(({ personId }) => personId),
        )
      : null;
  await recordDeliveries(
    services,
    mail === 'unless-stopped' ? capped : wanted,
    notices
      .filter(({ personId }) => !asked || asked.has(personId.toString()))
      .map(({ _id, personId }) => ({
        reason: `notice/${_id.toString()}`,
        recipient: personId.toString(),
        dueAt,
      })),
  );
}

/** True when this person had a mail of the same kind about the same thing within a day. */
async function wasMailedLately({ _id, personId, kind, about }: StoredNotice, now: Date): Promise<boolean> {
  const others = await PersonNotice.find(
    { about, kind, personId, _id: { $ne: _id }, at: { $gt: new Date(now.getTime() - days) } },
    { _id: 1 },
  ).lean();
  return isAnySent(others.map((other) => `notice/${other._id.toString()}`));
}

/** True when the person may still read this, has not read it, wants mail about it and is below the limit of mails. */
async function isStillOfUse(
  kind: NoticeKind,
  found: StoredNotice,
  { person, row, now }: { person: Person; row: Delivery; now: Date },
): Promise<boolean> {
  if (!permits(person.roles, kind.for)) return false;
  // To have seen it in a list is not to have done it.
  if (found.readAt && kind.mail !== 'always') return false;
  if (!(await wantsMail(kind, person.id)) || (await kind.stillConcerns?.(person.id)) === false) return false;
  if (kind.mail !== 'unless-stopped') return true;
  const since = new Date(now.getTime() - mailCap.days * days);
  return !(await wasMailedLately(found, now)) && (await countOthers(row, since)) < mailCap.most;
}

async function composeMail(
  services: Services,
  kinds: readonly NoticeKind[],
  row: Delivery,
  now: Date,
): Promise<Mail | 'withdrawn'> {
  const found = await PersonNotice.findById(row.reason.slice('notice/'.length)).lean<StoredNotice>();
  const kind = kinds.find(({ name }) => name === found?.kind);
  const person = await findActivePerson(row.recipient);
  if (!found || !kind || !person) return 'withdrawn';
  if (!(await isStillOfUse(kind, found, { person, row, now }))) return 'withdrawn';

  const [notice] = await withNames([found]);
  const organization = await getOrganization();
  const locale = localeOf(person.language, organization?.region);
  const { text, more, name } = noticeWords(kind, notice!.values, locale);
  const say = (key: string) => translate(locale, `notifications.mail-${key}`);
  const of = (part: string) => translate(locale, `${kind.words}-${part}`, { ...notice!.values, name });
  const { publicUrl } = services;
  const stop = `${publicUrl}/stop-mails/${stopMailsToken(services, { userId: person.id, kind: kind.name })}`;
  const isAlways = kind.mail === 'always';
  const mail = renderEmail(services, 'notice', {
    subject: of('subject'),
    text,
    more,
    button: of('button'),
    organizationName: organization?.name ?? 'Groundswell',
    locale,
    timeZone: person.timeZone,
    name: person.name,
    at: found.at,
    url: `${publicUrl}/notices/${notice!.id}`,
    rhythm: say(isAlways ? 'why-always' : 'why'),
    footerLinks: [
      { label: say('choose'), url: `${publicUrl}/account/notices` },
      ...(isAlways ? [] : [{ label: say('stop'), url: stop }]),
    ],
  });
  return {
    ...mail,
    to: { name: person.name, address: person.email },
    headers: {
      'Auto-Submitted': 'auto-generated',
      ...(!isAlways && {
        'List-Unsubscribe': `<${stop}>`,
        'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      }),
    },
  };
}
