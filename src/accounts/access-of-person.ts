import type { Types } from 'mongoose';
import { changeCurrent } from '../events/index.js';
import { pendingNotice, type PendingNotice } from '../platform/data/pending-notices.js';
import { NotAllowedNow, NotFound } from '../platform/errors.js';
import type { Services } from '../services.js';
import {
  authorize,
  isAdminLeft,
  isAuthorized,
  logAccountEvent,
  requireAdmin,
  User,
  type Role,
  type SignedIn,
} from '../people/index.js';
import { withdrawNotices } from './update-person.js';
import { voidLinks } from '../sign-in/index.js';

interface OnPerson {
  actor: SignedIn;
  userId: string;
}

/**
 * Ends a person's access at once: they can't sign in, and their sessions and password links end. Their shares
 * stay.
 * @throws Forbidden; NotFound; NotAllowedNow for oneself and for the last admin
 */
export async function deactivatePerson(services: Services, { actor, userId }: OnPerson): Promise<void> {
  authorize(actor, 'manage-people');
  if (!isAuthorized(actor, 'end-access', { personId: userId }))
    throw new NotAllowedNow('accounts.not-yourself');
  let before: { status: 'invited' | 'active' } | undefined;
  let notices: PendingNotice[] = [];
  const deactivated = await changeCurrent(services, User, { _id: userId }, async (person) => {
    const { status } = person;
    if (status === 'erased') throw new NotFound();
    if (status === 'deactivated') return null;
    if (!(await isAdminLeft(userId))) throw new NotAllowedNow('accounts.last-admin');
    before = { status };
    notices = noticesToAdmins(services, true, person, actor.id);
    return {
      type: 'person.deactivated',
      by: actor.id,
      set: { status: 'deactivated', statusBefore: status },
      inc: { sessionVersion: 1 },
      push: { pendingNotices: notices },
    };
  });
  if (!deactivated) return;
  await requireAdmin(async () => {
    await withdrawNotices(userId, notices);
    await changeCurrent(services, User, { _id: userId }, ({ status }) =>
      status === 'deactivated'
        ? { type: 'person.reactivated', by: null, set: { ...before, isChanged: true } }
        : null,
    );
    throw new NotAllowedNow('accounts.last-admin');
  });
  await voidLinks(userId);
  logAccountEvent(services, 'person-deactivated', { personId: userId, byId: actor.id });
}

/** The mails when an admin's access changes, so that this never happens without the other admins knowing. */
function noticesToAdmins(
  services: Services,
  isEnded: boolean,
  { _id, email, roles }: { _id: Types.ObjectId; email: string; roles: Role[] },
  byId: string,
) {
  if (!roles.includes('admin')) return [];
  const nameId = _id.toString();
  const word = `accounts.notice-${isEnded ? 'deactivated' : 'reactivated'}`;
  const notice = { word, values: { byId, nameId } };
  const toAdmin = { ...notice, personId: nameId, addresses: [email] };
  // Somebody who has access again is an admin already, so the first notice reaches them.
  return [notice, ...(isEnded ? [toAdmin] : [])].map((each) => pendingNotice(services, each));
}

/** How a reactivated person gets in: with their password, by choosing one, or by a new invitation. */
export type WayIn = 'password' | 'choose-password' | 'invitation';

/**
 * Gives a person their access back. Somebody who had joined is active again, even without a password. Somebody who
 * had not needs a new invitation. Older links stay void.
 * @throws Forbidden; NotFound
 */
export async function reactivatePerson(services: Services, { actor, userId }: OnPerson): Promise<WayIn> {
  authorize(actor, 'manage-people');
  let seen: { status: string; before: 'invited' | 'active'; hasPassword: boolean } | undefined;
  const reactivated = await changeCurrent(services, User, { _id: userId }, async (person) => {
    const { status, statusBefore, passwordHash } = person;
    if (status === 'erased') throw new NotFound();
    // For people who were deactivated before this was recorded, only the password shows whether they had joined.
    const before = statusBefore ?? (passwordHash ? 'active' : 'invited');
    seen = { status, before, hasPassword: !!passwordHash };
    if (status !== 'deactivated') return null;
    await voidLinks(userId);
    const notices = noticesToAdmins(services, false, person, actor.id);
    return {
      type: 'person.reactivated',
      by: actor.id,
      set: { status: before, isChanged: true },
      push: { pendingNotices: notices },
    };
  });
  if (reactivated) logAccountEvent(services, 'person-reactivated', { personId: userId, byId: actor.id });
  const { status, before, hasPassword } = seen!;
  if ((status === 'deactivated' ? before : status) === 'invited') return 'invitation';
  return hasPassword ? 'password' : 'choose-password';
}
