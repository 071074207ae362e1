import { NotFound } from '../platform/errors.js';
import { hashToken } from '../platform/tokens.js';
import { getOrganization } from '../organization/index.js';
import type { Services } from '../services.js';
import { findActivePerson, type Person } from './find-people.js';
import { logAccountEvent } from './log-account-event.js';
import { checkPassword } from './password-rules.js';
import type { Asker } from './hash-queue.js';
import { hashPassword, verifyPassword } from './passwords.js';
import { notifyPerson } from './queue-account-mail.js';
import { claimLink, findLink, voidLinks } from './single-use-links.js';
import { User } from './user.model.js';

/** The two links that let a person choose a password without the old one. */
export type PasswordLink = { purpose: 'invitation' | 'password-reset'; token: string };

/** Whose password the link sets; null when it no longer holds. */
export async function findLinkHolder(
  services: Services,
  link: PasswordLink,
): Promise<{ id: string; name: string; email: string } | null> {
  const found = await findLink(services, link);
  const user = await User.findOne({ _id: found?.userId, status: { $ne: 'deactivated' } }).lean();
  return user && { id: user._id.toString(), name: user.name, email: user.email };
}

/**
 * Sets the password of the link's holder, uses the link up, and ends every session of theirs. Who was invited
 * has joined from now on.
 * @throws NotFound when the link no longer holds, InvalidInput for a password that is no good, Busy
 */
export async function setPasswordByLink(
  services: Services,
  { password, ...link }: PasswordLink & { password: string },
): Promise<Person> {
  const holder = await findLinkHolder(services, link);
  if (!holder) throw new NotFound();
  await checkAgainstPerson(password, holder, 'password');
  const passwordHash = await hashPassword(password, { device: `link ${hashToken(link.token)}` });
  if (!(await claimLink(services, link))) throw new NotFound();
  const { id } = holder;
  // Each in one write, so that nobody has joined without a password.
  const joins = { status: 'active', isChanged: true, joinedAt: services.clock.now() } as const;
  const counted = { $inc: { sessionVersion: 1 } };
  const { matchedCount } = await User.updateOne(
    { _id: id, status: 'invited' },
    { $set: { passwordHash, ...joins }, ...counted },
  );
  if (!matchedCount)
    await User.updateOne({ _id: id, status: 'active' }, { $set: { passwordHash }, ...counted });
  await voidLinks(id);
  if (link.purpose === 'invitation') logAccountEvent(services, 'invitation-accepted', { personId: id });
  else {
    logAccountEvent(services, 'password-reset', { personId: id });
    await notifyPerson(services, id, { word: 'users.notice-password-changed' });
  }
  const person = await findActivePerson(id);
  if (!person) throw new NotFound();
  return person;
}

/** True when this is the person's password. */
export async function hasPassword(
  { userId, password }: { userId: string; password: string },
  asker: Asker,
): Promise<boolean> {
  const user = await User.findById(userId).lean();
  return verifyPassword(user?.passwordHash, password, asker);
}

/**
 * Changes one's own password, and ends every session of theirs: sign this one in again. Check the current one before.
 * @throws InvalidInput when the new one is no good, Busy when too many are hashed at once
 */
export async function changePassword(
  services: Services,
  { userId, newPassword }: { userId: string; newPassword: string },
  asker: Asker,
): Promise<void> {
  const user = await User.findById(userId).lean();
  if (!user) throw new NotFound();
  await checkAgainstPerson(newPassword, user, 'newPassword');
  const passwordHash = await hashPassword(newPassword, asker);
  await User.updateOne({ _id: userId }, { $set: { passwordHash }, $inc: { sessionVersion: 1 } });
  await voidLinks(userId);
  logAccountEvent(services, 'password-changed', { personId: userId });
  await notifyPerson(services, userId, { word: 'users.notice-password-changed' });
}

async function checkAgainstPerson(
  password: string,
  { email, name }: { email: string; name: string },
  field: string,
): Promise<void> {
  const organizationName = (await getOrganization())?.name ?? '';
  checkPassword(password, { email, name, organizationName }, field);
}
