import { deliverNow } from '../deliveries/index.js';
import { NotAllowedNow, NotFound } from '../platform/errors.js';
import type { Services } from '../services.js';
import { authorize, hasMoreRoles, User, wordsOfRoles, type SignedIn } from '../people/index.js';
import { createPerson, type NewPerson } from './create-person.js';
import { invitation, invitationDelivery, invitationLink } from './invitations.js';

export interface Invitation {
  userId: string;
  /**
   * `sent`: the relay accepted the mail. `stored`: it is in the outbox only. `waiting`: it is tried again by itself.
   * `failed`: it is not.
   */
  mail: 'sent' | 'stored' | 'waiting' | 'failed';
  /** The link in the mail, in case somebody has to pass it on. */
  url: string;
  /** The name of the mail in the outbox, if it is there. */
  outboxFile?: string;
}

interface Invited {
  actor: SignedIn;
  userId: string;
}

const minutes = 60_000;
/** Somebody who was just mailed an invitation gets no second one by hand. */
const momentAgo = 5 * minutes;

/**
 * Adds a person and mails them a link to choose a password. The person is added even if the mail fails. All admins
 * get a mail if the person gets more than the role of an advocate.
 * @throws Forbidden; InvalidInput when the address has an account already
 */
export async function invitePerson(
  services: Services,
  input: Omit<NewPerson, 'actor' | 'password' | 'status' | 'notice'> & {
    actor: SignedIn;
  },
): Promise<Invitation> {
  const { actor, roles } = input;
  authorize(actor, 'manage-people');
  const notice = {
    word: 'sign-in.notice-invited',
    values: { byId: actor.id, rolesWords: wordsOfRoles(roles) },
  };
  const isMore = hasMoreRoles(roles);
  const { id } = await createPerson(services, { ...input, status: 'invited', ...(isMore && { notice }) });
  return sendInvitation(services, { actor, userId: id });
}

/**
 * Mails a new link to a person who has not accepted yet. The earlier link becomes void, and an invitation that still
 * waits is withdrawn.
 * @throws Forbidden; NotFound; NotAllowedNow when the person has already joined or was deactivated
 */
export async function sendInvitation(services: Services, { actor, userId }: Invited): Promise<Invitation> {
  authorize(actor, 'manage-people');
  await User.updateOne({ _id: userId, status: 'invited' }, { $inc: { invitations: 1 } });
  return send(services, { actor, userId });
}

/**
 * Mails an invitation at once, unless one is being sent to this person, or was sent a moment ago: of two clicks one
 * sends. One that the relay has not taken is sent now, with the same link. Without a relay nothing is sent, so a new
 * link is made each time.
 * @throws Forbidden; NotFound; NotAllowedNow as sendInvitation does, or when one is being sent or was sent a moment ago
 */
export async function sendInvitationAgain(
  services: Services,
  { actor, userId }: Invited,
): Promise<Invitation> {
  authorize(actor, 'manage-people');
  const since = new Date(services.clock.now().getTime() - momentAgo);
  const recent = { _id: userId, status: 'invited' as const, invitedAt: { $gt: since } };
  if (services.env.SMTP_URL && (await User.exists(recent)))
    throw new NotAllowedNow('sign-in.invitation-moment-ago');
  return send(services, { actor, userId });
}

async function send(services: Services, { actor, userId }: Invited): Promise<Invitation> {
  const user = await User.findById(userId).lean();
  if (!user) throw new NotFound();
  if (user.status !== 'invited') throw new NotAllowedNow('sign-in.not-invited');
  const { state, outboxFile, isElsewhere } = await deliverNow(services, invitation, {
    ...invitationDelivery(user, actor.id),
    byId: actor.id,
  });
  if (isElsewhere)
    throw new NotAllowedNow(`sign-in.invitation-${state === 'sent' ? 'moment-ago' : 'under-way'}`);
  const url = invitationLink(services, user);
  if (outboxFile) return { userId, mail: 'stored', url, outboxFile };
  const isOpen = state === 'waiting' || state === 'sending';
  return { userId, mail: state === 'sent' ? 'sent' : isOpen ? 'waiting' : 'failed', url };
}
