import type { Types } from 'mongoose';
import { change, changeCurrent } from '../events/index.js';
import { ChangedMeanwhile, InvalidInput, NotFound } from '../platform/errors.js';
import { isDuplicateKey } from '../platform/data/duplicate-key.js';
import { pendingNotice } from '../platform/data/pending-notices.js';
import type { Services } from '../services.js';
import {
  authorize,
  checkMailReach,
  checkRevision,
  chosenRoles,
  nameFields,
  isAdminLeft,
  isAuthorized,
  requireAdmin,
  logAccountEvent,
  type Role,
  type SignedIn,
  User,
  wordsOfRoles,
} from '../people/index.js';
import { voidLinks } from '../sign-in/index.js';
import { checkLocation, checkTeam } from './check-choices.js';

interface Changes {
  actor: SignedIn;
  userId: string;
  name: string;
  /** In lower case. Without it, the address stays. */
  email?: string;
  teamId: string | null;
  /** Without it, the location stays. */
  locationId?: string | null;
  roles: Role[];
  /** Revision of the person when the admin opened the form. Without it, the change is made in any case. */
  revision?: number;
}

/**
 * Changes what an admin can change about a person: everything, or nothing when one part is refused. A new address
 * ends the person's sessions and password links; the old and the new address get a mail. Other roles are reported
 * by mail to all admins, and to somebody who is no admin any more.
 * @throws Forbidden; NotFound; ChangedMeanwhile when somebody else was first; InvalidInput when admins would remove their own
 *   role, no admin would be left, the team or location does not exist or has ended, or the address belongs to another person or is not taken by the relay
 */
export async function updatePerson(services: Services, input: Changes): Promise<{ isNewAddress: boolean }> {
  const { actor, userId, name, teamId, revision } = input;
  const actorId = actor.id;
  authorize(actor, 'manage-people');
  const before = await User.findOne({ _id: userId, status: { $ne: 'erased' } }).lean();
  if (!before) throw new NotFound();
  const { roles, roleGrants } = chosenRoles(before.roleGrants, input.roles);
  if (!roles.includes('admin') && !isAuthorized(actor, 'end-access', { personId: userId }))
    throw new InvalidInput({ roles: 'accounts.own-admin-role' });
  const isLastAdmin = !roles.includes('admin') && !(await isAdminLeft(userId));
  if (isLastAdmin) throw new InvalidInput({ roles: 'accounts.last-admin' });
  await checkRevision(before, revision, actorId);
  await checkTeam(teamId, before.teamId?.toString());
  const { email = before.email, locationId = before.locationId?.toString() ?? null } = input;
  await checkLocation(locationId, before.locationId?.toString());
  const isNewAddress = email !== before.email;
  if (isNewAddress) await checkMailReach(services, email);
  const isOtherRoles = !sameRoles(before.roles, roles);
  const notices = [
    ...(isNewAddress ? [addressNotice(services, { userId, email, byId: actorId }, before)] : []),
    ...(isOtherRoles ? rolesNotices(services, { userId, roles, byId: actorId }, before) : []),
  ];
  await change(services, User, {
    doc: before,
    type: 'person.changed',
    by: actorId,
    set: { ...nameFields(name), teamId, locationId, roles, roleGrants, email },
    ...(isNewAddress && { inc: { sessionVersion: 1 } }),
    push: { pendingNotices: notices },
  }).catch(async (error: unknown) => {
    if (isDuplicateKey(error)) throw new InvalidInput({ email: 'sign-in.email-taken' });
    if (error instanceof ChangedMeanwhile)
      await checkRevision(await current(userId), before.revision, actorId);
    throw error;
  });
  await requireAdmin(async () => {
    const { email, teamId = null, locationId = null } = before;
    await withdrawNotices(userId, notices);
    await changeCurrent(services, User, { _id: userId }, () => ({
      type: 'person.change-undone',
      by: null,
      set: {
        ...nameFields(before.name),
        ...{ email, teamId, locationId, roles: before.roles, roleGrants: before.roleGrants },
      },
    }));
    throw new InvalidInput({ roles: 'accounts.last-admin' });
  });
  if (isNewAddress) {
    await voidLinks(userId);
    logAccountEvent(services, 'address-changed', { personId: userId, byId: actorId });
  }
  if (isOtherRoles)
    logAccountEvent(services, 'roles-changed', {
      personId: userId,
      byId: actorId,
      from: before.roles,
      to: roles,
    });
  return { isNewAddress };
}

/** The mails to the old and the new address. An invited person gets an invitation at the new one instead. */
function addressNotice(
  services: Services,
  { userId, email, byId }: { userId: string; email: string; byId: string },
  before: { email: string; status: string },
) {
  const addresses = before.status === 'invited' ? [before.email] : [before.email, email];
  return pendingNotice(services, {
    word: 'accounts.notice-address-changed',
    values: { byId },
    personId: userId,
    addresses,
  });
}

/** The mails about changed roles, to all admins and to a former one: nobody can remove admins unnoticed. */
function rolesNotices(
  services: Services,
  { userId, roles, byId }: { userId: string; roles: Role[]; byId: string },
  before: { email: string; roles: Role[] },
) {
  const values = {
    byId,
    nameId: userId,
    fromWords: wordsOfRoles(before.roles),
    toWords: wordsOfRoles(roles),
  };
  const notice = { word: 'accounts.notice-roles', values };
  const wasAdmin = before.roles.includes('admin') && !roles.includes('admin');
  return [
    pendingNotice(services, notice),
    ...(wasAdmin
      ? [pendingNotice(services, { ...notice, personId: userId, addresses: [before.email] })]
      : []),
  ];
}

async function current(userId: string) {
  const person = await User.findById(userId).lean();
  if (!person) throw new NotFound();
  return person;
}

/** Removes notices of a change that is undone. */
export const withdrawNotices = (userId: string, notices: { _id: Types.ObjectId }[]) =>
  User.updateOne(
    { _id: userId },
    { $pull: { pendingNotices: { _id: { $in: notices.map(({ _id }) => _id) } } } },
  );

/** True when both hold the same roles, in any order. */
export const sameRoles = (a: readonly Role[], b: readonly Role[]): boolean =>
  a.every((role) => b.includes(role)) && b.every((role) => a.includes(role));
