import { ChangedMeanwhile, InvalidInput, NotAllowedNow, NotFound } from '../platform/errors.js';
import { atRevision } from '../platform/revision.js';
import type { Services } from '../services.js';
import { foldName } from './fold-name.js';
import { logAccountEvent } from './log-account-event.js';
import type { Role } from './permissions.js';
import { voidLinks } from './single-use-links.js';
import { Team, User } from './user.model.js';

/**
 * Changes what an admin may change of a person: all of it, or nothing when one part is refused.
 * @param input.revision of the person when the admin opened the form; unless given, any
 * @throws NotFound; ChangedMeanwhile when somebody else was first; InvalidInput when an admin would stop being one by their own hand, nobody would be left, or there
 *   is no such team
 */
export async function updatePerson(
  services: Services,
  input: {
    userId: string;
    actorId: string;
    name: string;
    teamId: string | null;
    roles: Role[];
    revision?: number;
  },
): Promise<void> {
  const { userId, actorId, name, teamId, roles, revision } = input;
  if (userId === actorId && !roles.includes('admin'))
    throw new InvalidInput({ roles: 'users.own-admin-role' });
  const isLastAdmin = !roles.includes('admin') && !(await isAdminLeft(userId));
  if (isLastAdmin) throw new InvalidInput({ roles: 'users.last-admin' });
  await checkTeam(teamId);
  const before = await User.findOneAndUpdate(
    { _id: userId, ...atRevision(revision) },
    { $set: { name, foldedName: foldName(name), teamId, roles }, $inc: { revision: 1 } },
  ).lean();
  if (!before)
    throw (await User.exists({ _id: userId }))
      ? new ChangedMeanwhile('common.changed-meanwhile')
      : new NotFound();
  await keepAnAdmin(async () => {
    const { name, foldedName, teamId = null, roles } = before;
    await User.updateOne(
      { _id: userId },
      { $set: { name, foldedName, teamId, roles }, $inc: { revision: 1 } },
    );
    throw new InvalidInput({ roles: 'users.last-admin' });
  });
  if (!sameRoles(before.roles, roles))
    logAccountEvent(services, 'roles-changed', {
      personId: userId,
      byId: actorId,
      from: before.roles,
      to: roles,
    });
}

/** True when both are the same roles, in whatever order. */
export const sameRoles = (a: readonly Role[], b: readonly Role[]): boolean =>
  a.every((role) => b.includes(role)) && b.every((role) => a.includes(role));

/** @throws InvalidInput when there is no such team; null is none */
export async function checkTeam(teamId: string | null): Promise<void> {
  if (teamId && !(await Team.exists({ _id: teamId })))
    throw new InvalidInput({ teamId: 'users.team-unknown' });
}

/**
 * Ends a person's access at once: they can't sign in, their sessions and links are over. What they shared stays.
 * @throws NotFound, NotAllowedNow for oneself and for the last admin
 */
export async function deactivatePerson(
  services: Services,
  { userId, actorId }: { userId: string; actorId: string },
): Promise<void> {
  if (userId === actorId) throw new NotAllowedNow('users.not-yourself');
  const person = await User.findById(userId, { status: 1 }).lean();
  if (!person) throw new NotFound();
  const { status } = person;
  if (status === 'deactivated') return;
  if (!(await isAdminLeft(userId))) throw new NotAllowedNow('users.last-admin');
  await User.updateOne(
    { _id: userId, status },
    { $set: { status: 'deactivated', statusBefore: status }, $inc: { sessionVersion: 1 } },
  );
  await keepAnAdmin(async () => {
    await User.updateOne({ _id: userId, status: 'deactivated' }, { status, isChanged: true });
    throw new NotAllowedNow('users.last-admin');
  });
  await voidLinks(userId);
  logAccountEvent(services, 'person-deactivated', { personId: userId, byId: actorId });
}

/** How a person who was let in again gets in: with their password, by choosing one, or by a new invitation. */
export type WayIn = 'password' | 'choose-password' | 'invitation';

/**
 * Lets a person in again as what they were: who had joined is active, also without a password yet; who had not is
 * invited, and needs a new invitation. Links from before stay void.
 * @throws NotFound
 */
export async function reactivatePerson(
  services: Services,
  { userId, actorId }: { userId: string; actorId: string },
): Promise<WayIn> {
  const person = await User.findById(userId, { status: 1, statusBefore: 1, passwordHash: 1 }).lean();
  if (!person) throw new NotFound();
  const { status, statusBefore, passwordHash } = person;
  // Of who was deactivated before this was recorded, only the password says whether they had joined.
  const before = statusBefore ?? (passwordHash ? 'active' : 'invited');
  if (status === 'deactivated') {
    await voidLinks(userId);
    await User.updateOne({ _id: userId, status }, { status: before, isChanged: true });
    logAccountEvent(services, 'person-reactivated', { personId: userId, byId: actorId });
  }
  if ((status === 'deactivated' ? before : status) === 'invited') return 'invitation';
  return passwordHash ? 'password' : 'choose-password';
}

/** True when somebody else is an active admin. */
async function isAdminLeft(withoutId: string): Promise<boolean> {
  return Boolean(await User.exists({ _id: { $ne: withoutId }, roles: 'admin', status: 'active' }));
}

// Looked at after the change: two admins who remove each other at once both find nobody, and both give back.
async function keepAnAdmin(giveBack: () => Promise<void>): Promise<void> {
  if (!(await User.exists({ roles: 'admin', status: 'active' }))) await giveBack();
}
