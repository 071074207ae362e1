import type { Types } from 'mongoose';
import { mostCounted } from '../platform/data/paging.js';
import { findOpenRecipients, recordDeliveries, sendUnsentAgain } from '../deliveries/index.js';
import type { Services } from '../services.js';
import { authorize, User, type SignedIn } from '../people/index.js';
import { invitation, invitationDelivery } from './invitations.js';

const day = 24 * 60 * 60_000;
/** How many invitations are recorded at a time. */
const atOnce = 500;

/** Whose invitations a wave sends: of those who never got one, or got the last one at least so many days ago. */
export type Wave = 'never' | { days: number };

/** Invited people of a wave. */
const waveFilter = ({ clock }: Pick<Services, 'clock'>, wave: Wave) => ({
  status: 'invited' as const,
  invitedAt: wave === 'never' ? null : { $lte: new Date(clock.now().getTime() - wave.days * day) },
});

/** Each is `mostCounted` at most. */
export interface Uninvited {
  /** They were added without an invitation. */
  never: number;
  /** They were invited at least a day ago. */
  waiting: number;
  /** Invitations that are being sent; at `mostSending` the count ends. */
  sending: number;
  isMoreSending: boolean;
}

/** Where the count of invitations that are being sent ends. */
export const mostSending = mostCounted;

/**
 * How many people have not come, by what can be done about it. While very many invitations are being sent there is
 * nothing to do about the others, and they are not counted.
 */
export async function countUninvited(): Promise<Uninvited> {
  const open = await findOpenRecipients(invitation.name, { most: mostSending });
  const [sending, isMoreSending] = [open.size, open.size >= mostSending];
  if (isMoreSending) return { never: 0, waiting: 0, sending, isMoreSending };
  const count = (filter: object, limit: number) =>
    User.countDocuments({ status: 'invited', ...filter }, { limit });
  const room = mostCounted + mostSending;
  const [invitedBefore, underWay] = await Promise.all([
    count({ invitedAt: { $gt: new Date(0) } }, room),
    User.find({ _id: { $in: [...open] }, status: 'invited' }, { invitedAt: 1 }).lean(),
  ]);
  const again = underWay.filter(({ invitedAt }) => invitedAt).length;
  const first = underWay.length - again;
  // An index answers the two counts without reading people; so those who are not to be counted are subtracted.
  // When very many were invited before, no index answers: people are read up to the limit.
  const notBefore =
    invitedBefore < room
      ? (await count({}, invitedBefore + room)) - invitedBefore
      : await count({ invitedAt: null }, room);
  // Somebody may be invited between the two counts.
  const within = (number: number) => Math.min(mostCounted, Math.max(0, number));
  return { never: within(notBefore - first), waiting: within(invitedBefore - again), sending, isMoreSending };
}

/** Which of these people have an invitation that waits to be sent. */
export const findWaitingInvitations = (userIds: string[]): Promise<Set<string>> =>
  findOpenRecipients(invitation.name, { among: userIds });

/** How many invitations a wave would send now. With `isMore` it is that many at least, and may be none. */
export async function countWave(services: Services, wave: Wave): Promise<{ count: number; isMore: boolean }> {
  const users = await User.find(waveFilter(services, wave), { _id: 1 }).limit(mostCounted).lean();
  const waiting = await findWaitingInvitations(users.map(({ _id }) => _id.toString()));
  return { count: users.length - waiting.size, isMore: users.length === mostCounted };
}

/**
 * Has the invitations of a wave sent. Somebody whose invitation waits already, or was sent meanwhile, is not in it: a
 * second call sends nothing twice. Returns how many.
 * @throws Forbidden
 */
export async function startWave(
  services: Services,
  { actor, wave }: { actor: SignedIn; wave: Wave },
): Promise<number> {
  authorize(actor, 'manage-people');
  return inviteAll(services, waveFilter(services, wave), actor.id);
}

/**
 * Has the first invitations of these people sent, for a list whose admin was asked. Calling it again sends nothing
 * twice.
 */
export async function sendFirstInvitations(
  services: Services,
  { userIds, byId }: { userIds: (Types.ObjectId | string)[]; byId: string },
): Promise<void> {
  await inviteAll(services, { _id: { $in: userIds }, status: 'invited', invitedAt: null }, byId);
}

/** Records the next invitation of everybody whom this filter finds, and sends it again if it was not sent. */
async function inviteAll(services: Services, filter: object, byId: string): Promise<number> {
  let started = 0;
  let after: Types.ObjectId | undefined;
  for (;;) {
    const users = await User.find(
      { $and: [filter, after ? { _id: { $gt: after } } : {}] },
      { invitations: 1 },
    )
      .sort({ _id: 1 })
      .limit(atOnce)
      .lean();
    if (!users.length) return started;
    after = users.at(-1)!._id;
    const wanted = users.map((user) => invitationDelivery(user, byId));
    const there = await recordDeliveries(services, invitation, wanted);
    const reasons = [...there].map((place) => wanted[place]!.reason);
    const again = reasons.length && (await sendUnsentAgain(services, invitation, { reasons, byId }));
    started += wanted.length - there.size + again;
  }
}
