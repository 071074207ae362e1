import type { Types } from 'mongoose';
import type { Delivery, DeliveryKind, NewDelivery } from '../deliveries/index.js';
import { knownTimeZone } from '../platform/clock.js';
import { renderEmail } from '../platform/http/emails.js';
import type { Mail } from '../platform/net/mailer.js';
import { localeOf } from '../platform/text/formats.js';
import { translate } from '../platform/text/words.js';
import { getOrganization } from '../organization/index.js';
import { findPeople, logAccountEvent, User } from '../people/index.js';
import type { Services } from '../services.js';
import { linkToken, makeLink, type LinkOf } from './single-use-links.js';

const minutes = 60_000;

export const invitation: DeliveryKind = {
  name: 'invitation',
  about: 'the link to join, for somebody whom an admin added',
  label: 'sign-in.delivery-invitation',
  pauses: [1 * minutes, 5 * minutes, 15 * minutes, 60 * minutes],
  stored: { open: 30, failed: 30, ended: 30 },
  compose: composeInvitation,
  follow: recordInvited,
};

interface Invited {
  _id: Types.ObjectId;
  sessionVersion: number;
  /** How many invitations are over: the number of the one that is sent next. */
  invitations?: number | null;
}

/** The delivery of the invitation that a person gets next. It is the same until that one is over. */
export const invitationDelivery = (
  { _id, invitations }: Pick<Invited, '_id' | 'invitations'>,
  inviterId: string,
): NewDelivery => {
  const generation = invitations ?? 0;
  return {
    reason: `invitation/${_id.toString()}/${generation}`,
    recipient: _id.toString(),
    data: { generation, inviterId },
  };
};

const linkOf = ({ _id, sessionVersion, invitations }: Invited): LinkOf => ({
  purpose: 'invitation',
  userId: _id.toString(),
  generation: String(invitations ?? 0),
  sessionVersion,
});

const addressOf = ({ publicUrl }: Services, token: string) => `${publicUrl}/invitation/${token}`;

/** The link in the invitation of a person as they were read. */
export const invitationLink = (services: Services, user: Invited): string =>
  addressOf(services, linkToken(services, linkOf(user)));

async function composeInvitation(
  services: Services,
  { recipient, data }: Delivery,
): Promise<Mail | 'withdrawn'> {
  const [user, organization] = await Promise.all([User.findById(recipient).lean(), getOrganization()]);
  // They came, their access ended, or a newer invitation replaced this one.
  if (user?.status !== 'invited' || (user.invitations ?? 0) !== data.generation) return 'withdrawn';
  // Null in what an older release recorded, where it was not known.
  const inviterId = data.inviterId as string | null;
  const inviterName = inviterId ? ((await findPeople([inviterId])).get(inviterId)?.name ?? '') : '';
  const { token, expiresAt } = await makeLink(services, linkOf(user));
  logAccountEvent(services, 'invitation-made', {
    personId: recipient,
    byId: inviterId ?? undefined,
    roles: user.roles,
  });
  const organizationName = organization?.name ?? 'Groundswell';
  const locale = localeOf(user.language, organization?.region);
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
    url: addressOf(services, token),
    expiresAt,
  });
  return { ...mail, to: { name: user.name, address: user.email } };
}

/** Once an invitation was sent, its person counts as invited, and the next one has another link. */
async function recordInvited(
  _services: Services,
  { recipient, state, data, endedAt }: Delivery,
): Promise<void> {
  if (state !== 'sent') return;
  const generation = Number(data.generation);
  await User.updateOne(
    // Somebody who was never invited has no number.
    { _id: recipient, invitations: generation || { $in: [0, null] } },
    { $set: { invitedAt: endedAt, invitedById: data.inviterId, invitations: generation + 1 } },
  );
}
