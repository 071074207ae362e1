import type { Types } from 'mongoose';
import pMap from 'p-map';
import { Stopping, untilStopping } from '../platform/jobs/until-stopping.js';
import { NotAllowedNow } from '../platform/errors.js';
import { answerWhileStopping } from '../platform/net/mailer.js';
import type { Services } from '../services.js';
import { findPeople, User } from '../people/index.js';
import { sendInvitation, type Invitation, type Inviter } from './send-invitation.js';

const minutes = 60_000;
const day = 24 * 60 * minutes;
/** How long an invitation belongs to the process that claimed it. */
const lease = 5 * minutes;
/** The pause after each failed try; then it is given up, and an admin can send it again. */
const pauses = [1 * minutes, 5 * minutes, 15 * minutes, 60 * minutes];
/** Somebody who was just mailed an invitation gets no second one by hand. */
const momentAgo = 5 * minutes;
/** How many are sent at a time. */
const atOnce = 8;

/** Whose invitations a wave sends: of those who never got one, or got the last one at least so many days ago. */
export type Wave = 'never' | { days: number };

/** Invited people without an invitation that waits to be sent. */
const waveFilter = ({ clock }: Pick<Services, 'clock'>, wave: Wave) => ({
  status: 'invited' as const,
  inviteAt: null,
  invitedAt: wave === 'never' ? null : { $lte: new Date(clock.now().getTime() - wave.days * day) },
});

export interface Uninvited {
  /** They were added without an invitation. */
  never: number;
  /** They were invited at least a day ago. */
  waiting: number;
  /** Invitations that are being sent. */
  sending: number;
}

/** How many people have not come, by what can be done about it. */
export async function countUninvited(): Promise<Uninvited> {
  const [invited, never, sending] = await Promise.all([
    User.countDocuments({ status: 'invited' }),
    User.countDocuments({ status: 'invited', inviteAt: null, invitedAt: null }),
    User.countDocuments({ inviteAt: { $gt: new Date(0) } }),
  ]);
  return { never, sending, waiting: Math.max(0, invited - never - sending) };
}

/** How many invitations a wave would send now. */
export async function countWave(services: Services, wave: Wave): Promise<number> {
  return User.countDocuments(waveFilter(services, wave));
}

/**
 * Has the invitations of a wave sent by the job. Somebody whose invitation waits already, or was sent meanwhile, is
 * not in it: a second call sends nothing twice. Returns how many.
 */
export async function startWave(
  services: Services,
  { wave, byId }: { wave: Wave; byId: string },
): Promise<number> {
  const { modifiedCount } = await User.updateMany(waveFilter(services, wave), {
    $set: { inviteAt: services.clock.now(), invitedById: byId, inviteTries: 0 },
  });
  return modifiedCount;
}

/**
 * Mails a new invitation at once, unless one is being sent to this person, or was sent a moment ago: of two clicks one
 * sends. Without a relay nothing is sent, so a new link is made each time.
 * @throws NotFound, NotAllowedNow as sendInvitation does, or when one is being sent or was sent a moment ago
 */
export async function sendInvitationAgain(
  services: Services,
  input: { userId: string } & Inviter,
): Promise<Invitation> {
  const now = services.clock.now().getTime();
  const inviteAt = new Date(now + lease);
  const longAgo = { $or: [{ invitedAt: null }, { invitedAt: { $lte: new Date(now - momentAgo) } }] };
  const { matchedCount } = await User.updateOne(
    { _id: input.userId, inviteAt: null, ...(services.env.SMTP_URL && longAgo) },
    { $set: { inviteAt, invitedById: input.inviterId } },
  );
  const user = matchedCount ? null : await User.findById(input.userId, { status: 1, inviteAt: 1 }).lean();
  if (user?.status === 'invited')
    throw new NotAllowedNow(`sign-in.invitation-${user.inviteAt ? 'under-way' : 'moment-ago'}`);
  try {
    return await sendInvitation(services, input);
  } finally {
    await finish({ _id: input.userId, inviteAt });
  }
}

interface Claimed {
  _id: Types.ObjectId;
  status: string;
  inviteAt: Date;
  inviteTries?: number;
  invitedById?: Types.ObjectId;
}

/** Sends the invitations that wait: each once, or again if the relay did not take it or the process ended. */
export async function sendDueInvitations(services: Services, stopping?: AbortSignal): Promise<void> {
  const names = new Map<string, string>();
  const nameOf = async (id: string) => {
    if (!names.has(id)) names.set(id, (await findPeople([id])).get(id)?.name ?? '');
    return names.get(id)!;
  };
  await pMap(
    claimAll(services, stopping),
    async (claimed) => {
      const inviterId = claimed.invitedById?.toString() ?? '';
      await send(services, claimed, { inviterId, inviterName: await nameOf(inviterId) }, stopping);
    },
    { concurrency: atOnce },
  );
}

async function* claimAll(services: Services, stopping?: AbortSignal): AsyncGenerator<Claimed> {
  while (!stopping?.aborted) {
    const now = services.clock.now();
    const claimed = await User.findOneAndUpdate(
      { inviteAt: { $lte: now } },
      { $set: { inviteAt: new Date(now.getTime() + lease) }, $inc: { inviteTries: 1 } },
      { sort: { inviteAt: 1 }, returnDocument: 'after' },
    ).lean<Claimed>();
    if (!claimed) return;
    yield claimed;
  }
}

async function send(services: Services, claimed: Claimed, inviter: Inviter, stopping?: AbortSignal) {
  // They came, or their access ended, since the wave began.
  if (claimed.status !== 'invited') return finish(claimed);
  try {
    const { mail, isRefused } = await untilStopping(
      () => sendInvitation(services, { userId: claimed._id.toString(), ...inviter }),
      stopping,
      answerWhileStopping,
    );
    const pause = pauses[(claimed.inviteTries ?? 1) - 1];
    if (mail !== 'failed' || isRefused || pause === undefined) await finish(claimed);
    else await putOff(claimed, new Date(services.clock.now().getTime() + pause));
  } catch (error) {
    // The next process that claims it sends it.
    if (error instanceof Stopping) return;
    if (error instanceof NotAllowedNow) return finish(claimed);
    throw error;
  }
}

// The time identifies the claim, so that a process does not end one that another one has.
const finish = ({ _id, inviteAt }: { _id: Types.ObjectId | string; inviteAt: Date }) =>
  User.updateOne({ _id, inviteAt }, { $unset: { inviteAt: 1, inviteTries: 1 } });
const putOff = ({ _id, inviteAt }: Claimed, until: Date) =>
  User.updateOne({ _id, inviteAt }, { $set: { inviteAt: until } });
