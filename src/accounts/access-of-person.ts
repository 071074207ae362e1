import type { Types } from 'mongoose';
import { pendingNotice } from '../platform/data/pending-notices.js';
import { NotAllowedNow, NotFound } from '../platform/errors.js';
import type { Services } from '../services.js';
import { findPeople, isAdminLeft, logAccountEvent, requireAdmin, User, type Role } from '../people/index.js';
import { voidLinks } from '../sign-in/index.js';

/**
 * Ends a person's access at once: they can't sign in, and their sessions and password links end. Their shares
 * stay.
 * @throws NotFound, NotAllowedNow for oneself and for the last admin
 */
export async function deactivatePerson(
  services: Services,
  { userId, actorId }: { userId: string; actorId: string },
): Promise<void> {
  if (userId === actorId) throw new NotAllowedNow('accounts.not-yourself');
  const person = await User.findById(userId).lean();
  if (!person) throw new NotFound();
  const { status, roles } = person;
  if (status === 'deactivated') return;
  if (!(await isAdminLeft(userId))) throw new NotAllowedNow('accounts.last-admin');
  const notices = await noticesToAdmins(services, true, person, actorId);
  const { matchedCount } = await User.updateOne(
    { _id: userId, status, roles },
    {
      $set: { status: 'deactivated', statusBefore: status },
      $inc: { sessionVersion: 1 },
      ...(notices.length && { $push: { pendingNotices: { $each: notices } } }),
    },
  );
  // They joined, or somebody else changed their access or roles, since they were read.
  if (!matchedCount) return deactivatePerson(services, { userId, actorId });
  await requireAdmin(async () => {
    await User.updateOne(
      { _id: userId, status: 'deactivated' },
      {
        $set: { status, isChanged: true },
        $pull: { pendingNotices: { _id: { $in: notices.map(({ _id }) => _id) } } },
      },
    );
    throw new NotAllowedNow('accounts.last-admin');
  });
  await voidLinks(userId);
  logAccountEvent(services, 'person-deactivated', { personId: userId, byId: actorId });
}

/** The mails when an admin's access changes, so that this never happens without the other admins knowing. */
async function noticesToAdmins(
  services: Services,
  isEnded: boolean,
  { _id, name, email, roles }: { _id: Types.ObjectId; name: string; email: string; roles: Role[] },
  actorId: string,
) {
  if (!roles.includes('admin')) return [];
  const by = (await findPeople([actorId])).get(actorId)?.name ?? '';
  const notice = { word: `accounts.notice-${isEnded ? 'deactivated' : 'reactivated'}`, values: { by, name } };
  const toAdmin = { ...notice, personId: _id.toString(), addresses: [email] };
  // Somebody who has access again is an admin already, so the first notice reaches them.
  return [notice, ...(isEnded ? [toAdmin] : [])].map((each) => pendingNotice(services, each));
}

/** How a reactivated person gets in: with their password, by choosing one, or by a new invitation. */
export type WayIn = 'password' | 'choose-password' | 'invitation';

/**
 * Gives a person their access back. Somebody who had joined is active again, even without a password. Somebody who
 * had not needs a new invitation. Older links stay void.
 * @throws NotFound
 */
export async function reactivatePerson(
  services: Services,
  { userId, actorId }: { userId: string; actorId: string },
): Promise<WayIn> {
  const person = await User.findById(userId).lean();
  if (!person) throw new NotFound();
  const { status, statusBefore, passwordHash, sessionVersion } = person;
  // For people who were deactivated before this was recorded, only the password shows whether they had joined.
  const before = statusBefore ?? (passwordHash ? 'active' : 'invited');
  if (status === 'deactivated') {
    await voidLinks(userId);
    const notices = await noticesToAdmins(services, false, person, actorId);
    const { matchedCount } = await User.updateOne(
      { _id: userId, status, sessionVersion },
      {
        $set: { status: before, isChanged: true },
        ...(notices.length && { $push: { pendingNotices: { $each: notices } } }),
      },
    );
    if (!matchedCount) return reactivatePerson(services, { userId, actorId });
    logAccountEvent(services, 'person-reactivated', { personId: userId, byId: actorId });
  }
  if ((status === 'deactivated' ? before : status) === 'invited') return 'invitation';
  return passwordHash ? 'password' : 'choose-password';
}
