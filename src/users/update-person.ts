import { InvalidInput, NotAllowedNow, NotFound } from '../platform/errors.js';
import type { Services } from '../services.js';
import { foldName } from './fold-name.js';
import { logAccountEvent } from './log-account-event.js';
import type { Role } from './permissions.js';
import { voidLinks } from './single-use-links.js';
import { User } from './user.model.js';

/**
 * Changes what an admin may change of a person.
 * @throws NotFound, InvalidInput when an admin would stop being one by their own hand, or nobody would be left
 */
export async function updatePerson(
  services: Services,
  input: { userId: string; actorId: string; name: string; teamId: string | null; roles: Role[] },
): Promise<void> {
  const { userId, actorId, name, teamId, roles } = input;
  if (userId === actorId && !roles.includes('admin'))
    throw new InvalidInput({ roles: 'users.own-admin-role' });
  const before = await User.findOneAndUpdate(
    { _id: userId },
    { name, foldedName: foldName(name), teamId, roles },
  ).lean();
  if (!before) throw new NotFound();
  await keepAnAdmin(async () => {
    await User.updateOne({ _id: userId }, { roles: before.roles });
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

/**
 * Ends a person's access at once: they can't sign in, their sessions and links are over. What they shared stays.
 * @throws NotFound, NotAllowedNow for oneself and for the last admin
 */
export async function deactivatePerson(
  services: Services,
  { userId, actorId }: { userId: string; actorId: string },
): Promise<void> {
  if (userId === actorId) throw new NotAllowedNow('users.not-yourself');
  const before = await User.findOneAndUpdate(
    { _id: userId },
    { $set: { status: 'deactivated' }, $inc: { sessionVersion: 1 } },
  ).lean();
  if (!before) throw new NotFound();
  await keepAnAdmin(async () => {
    await User.updateOne({ _id: userId }, { status: before.status });
    throw new NotAllowedNow('users.last-admin');
  });
  await voidLinks(userId);
  logAccountEvent(services, 'person-deactivated', { personId: userId, byId: actorId });
}

/**
 * Lets a person in again; who never accepted an invitation is invited again.
 * @throws NotFound
 */
export async function reactivatePerson(
  services: Services,
  { userId, actorId }: { userId: string; actorId: string },
): Promise<void> {
  const deactivated = { _id: userId, status: 'deactivated' as const };
  await User.updateOne({ ...deactivated, passwordHash: { $exists: true } }, { status: 'active' });
  await User.updateOne(deactivated, { status: 'invited' });
  if (!(await User.exists({ _id: userId }))) throw new NotFound();
  logAccountEvent(services, 'person-reactivated', { personId: userId, byId: actorId });
}

// Looked at after the change: two admins who remove each other at once both find nobody, and both give back.
async function keepAnAdmin(giveBack: () => Promise<void>): Promise<void> {
  if (!(await User.exists({ roles: 'admin', status: 'active' }))) await giveBack();
}
