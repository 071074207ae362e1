import { InvalidInput, NotFound } from '../platform/errors.js';
import { isDuplicateKey } from '../platform/data/duplicate-key.js';
import { pendingNotice } from '../platform/data/pending-notices.js';
import { atRevision, changedMeanwhile } from '../platform/data/revision.js';
import type { Services } from '../services.js';
import {
  findPeople,
  foldName,
  isAdminLeft,
  requireAdmin,
  logAccountEvent,
  type Role,
  Team,
  User,
  wordsOfRoles,
} from '../people/index.js';
import { voidLinks } from '../sign-in/index.js';

interface Changes {
  userId: string;
  actorId: string;
  name: string;
  /** Lower case; unless given, it stays. */
  email?: string;
  teamId: string | null;
  roles: Role[];
  /** Of the person when the admin opened the form; unless given, any. */
  revision?: number;
}

/**
 * Changes what an admin may change of a person: all of it, or nothing when one part is refused. A new address ends the
 * person's sessions and makes their links void; the old address and the new one get a mail. All admins get one about other
 * roles, and so does who is no admin any more.
 * @throws NotFound; ChangedMeanwhile when somebody was first; InvalidInput when an admin would stop being one by their own hand,
 *   nobody would be left, there is no such team, or the address is somebody's
 */
export async function updatePerson(services: Services, input: Changes): Promise<{ isNewAddress: boolean }> {
  const { userId, actorId, name, teamId, roles, revision } = input;
  if (userId === actorId && !roles.includes('admin'))
    throw new InvalidInput({ roles: 'accounts.own-admin-role' });
  const isLastAdmin = !roles.includes('admin') && !(await isAdminLeft(userId));
  if (isLastAdmin) throw new InvalidInput({ roles: 'accounts.last-admin' });
  await checkTeam(teamId);
  const before = await User.findById(userId).lean();
  if (!before) throw new NotFound();
  const { email = before.email } = input;
  const by = (await findPeople([actorId])).get(actorId)?.name ?? '';
  const isNewAddress = email !== before.email;
  const isOtherRoles = !sameRoles(before.roles, roles);
  const notices = [
    ...(isNewAddress ? [addressNotice(services, { userId, email, by }, before)] : []),
    ...(isOtherRoles ? rolesNotices(services, { userId, roles, by }, before) : []),
  ];
  const { matchedCount } = await User.updateOne(
    { _id: userId, ...atRevision(revision ?? before.revision ?? 0) },
    {
      $set: { name, foldedName: foldName(name), teamId, roles, email, revisedById: actorId },
      $inc: { revision: 1, ...(isNewAddress && { sessionVersion: 1 }) },
      ...(notices.length && { $push: { pendingNotices: { $each: notices } } }),
    },
  ).catch((error: unknown) => {
    throw isDuplicateKey(error) ? new InvalidInput({ email: 'sign-in.email-taken' }) : error;
  });
  if (!matchedCount) throw await personChangedMeanwhile(userId, actorId);
  await requireAdmin(async () => {
    const { name, foldedName, email, teamId = null, roles } = before;
    await User.updateOne(
      { _id: userId },
      {
        $set: { name, foldedName, email, teamId, roles },
        $inc: { revision: 1 },
        $pull: { pendingNotices: { _id: { $in: notices.map(({ _id }) => _id) } } },
      },
    );
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

/** What is said to the old address and to the new one. Who was only invited gets an invitation at the new one instead. */
function addressNotice(
  services: Services,
  { userId, email, by }: { userId: string; email: string; by: string },
  before: { email: string; status: string },
) {
  const addresses = before.status === 'invited' ? [before.email] : [before.email, email];
  return pendingNotice(services, {
    word: 'accounts.notice-address-changed',
    values: { by },
    personId: userId,
    addresses,
  });
}

/** What is said to all admins, and to who was one until now: nobody can make the others unseen to be no admins. */
function rolesNotices(
  services: Services,
  { userId, roles, by }: { userId: string; roles: Role[]; by: string },
  before: { name: string; email: string; roles: Role[] },
) {
  const values = {
    by,
    name: before.name,
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

/** Says who changed a person last. @throws NotFound when there is no such person */
export async function personChangedMeanwhile(userId: string, actorId: string) {
  const person = await User.findById(userId, { revisedById: 1 }).lean();
  if (!person) throw new NotFound();
  const by = person.revisedById?.toString();
  return changedMeanwhile({ by, actorId, name: by && (await findPeople([by])).get(by)?.name });
}

/** True when both are the same roles, in whatever order. */
export const sameRoles = (a: readonly Role[], b: readonly Role[]): boolean =>
  a.every((role) => b.includes(role)) && b.every((role) => a.includes(role));

/** @throws InvalidInput when there is no such team; null is none */
export async function checkTeam(teamId: string | null): Promise<void> {
  if (teamId && !(await Team.exists({ _id: teamId })))
    throw new InvalidInput({ teamId: 'people.team-unknown' });
}
