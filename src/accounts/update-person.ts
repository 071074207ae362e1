import { InvalidInput, isDuplicateKey, NotFound } from '../platform/errors.js';
import { pendingNotice } from '../platform/data/pending-notices.js';
import { atRevision, changedMeanwhile } from '../platform/data/revision.js';
import type { Services } from '../services.js';
import { findPeople } from '../people/index.js';
import { foldName } from '../people/index.js';
import { isAdminLeft, keepAnAdmin } from '../people/index.js';
import { logAccountEvent } from '../people/index.js';
import type { Role } from '../people/index.js';
import { voidLinks } from '../sign-in/index.js';
import { Team, User } from '../people/index.js';

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
 * person's sessions and makes their links void; the old address and the new one get a mail.
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
  const address = email === before.email ? null : await newAddress(services, input, before);
  const { matchedCount } = await User.updateOne(
    { _id: userId, ...atRevision(revision ?? before.revision ?? 0) },
    {
      $set: { name, foldedName: foldName(name), teamId, roles, email, revisedById: actorId },
      $inc: { revision: 1, ...(address && { sessionVersion: 1 }) },
      ...(address && { $push: { pendingNotices: address } }),
    },
  ).catch((error: unknown) => {
    throw isDuplicateKey(error) ? new InvalidInput({ email: 'sign-in.email-taken' }) : error;
  });
  if (!matchedCount) throw await personChangedMeanwhile(userId, actorId);
  await keepAnAdmin(async () => {
    const { name, foldedName, email, teamId = null, roles } = before;
    await User.updateOne(
      { _id: userId },
      {
        $set: { name, foldedName, email, teamId, roles },
        $inc: { revision: 1 },
        ...(address && { $pull: { pendingNotices: { _id: address._id } } }),
      },
    );
    throw new InvalidInput({ roles: 'accounts.last-admin' });
  });
  if (address) {
    await voidLinks(userId);
    logAccountEvent(services, 'address-changed', { personId: userId, byId: actorId });
  }
  if (!sameRoles(before.roles, roles))
    logAccountEvent(services, 'roles-changed', {
      personId: userId,
      byId: actorId,
      from: before.roles,
      to: roles,
    });
  return { isNewAddress: Boolean(address) };
}

/** What is said to the old address and to the new one. Who was only invited gets an invitation at the new one instead. */
async function newAddress(
  services: Services,
  { userId, actorId, email }: Changes,
  before: { email: string; status: string },
) {
  const by = (await findPeople([actorId])).get(actorId)?.name ?? '';
  const addresses = before.status === 'invited' ? [before.email] : [before.email, email!];
  return pendingNotice(services, {
    word: 'accounts.notice-address-changed',
    values: { by },
    personId: userId,
    addresses,
  });
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
