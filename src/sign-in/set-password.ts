import { InvalidInput, NotFound } from '../platform/errors.js';
import { changeCurrent } from '../events/index.js';
import { pendingNotice } from '../platform/data/pending-notices.js';
import { hashToken } from '../platform/http/tokens.js';
import { getOrganization } from '../organization/index.js';
import type { Services } from '../services.js';
import {
  asPerson,
  authorize,
  localIdentity,
  logAccountEvent,
  type Person,
  type PersonRecord,
  User,
} from '../people/index.js';
import { checkPassword } from './password-rules.js';
import type { Asker } from './password-queues.js';
import { hashPassword, verifyPassword } from './passwords.js';
import { claimLink, findLink, voidLinks } from './single-use-links.js';

/** The two links to choose a password without the old one. */
export type PasswordLink = { purpose: 'invitation' | 'password-reset'; token: string };

/** The person whose password the link sets; null when it is no longer valid. */
export async function findLinkHolder(
  services: Services,
  link: PasswordLink,
): Promise<
  (Pick<Person, 'id' | 'name' | 'email'> & Pick<PersonRecord, 'status'> & { sessionVersion: number }) | null
> {
  const found = await findLink(services, link);
  if (!found) return null;
  const { userId: _id, ...version } = found;
  const user = await User.findOne({ _id, status: { $in: ['invited', 'active'] }, ...version }).lean();
  if (!user) return null;
  const { name, email, sessionVersion } = user;
  const status = user.status === 'invited' ? 'invited' : 'active';
  return { id: user._id.toString(), name, email, status, sessionVersion };
}

const changed = (services: Services, personId: string) => ({
  pendingNotices: [pendingNotice(services, { word: 'sign-in.notice-password-changed', personId })],
});

/**
 * Sets the password of the link's person, uses up the link, and ends all their sessions. An invited person becomes
 * active; a person who had requested a new password gets a mail.
 * @throws NotFound when the link is no longer valid, InvalidInput for a password that is not good enough, Busy
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
  const { id, status, sessionVersion } = holder;
  const joins = { status: 'active', isChanged: true, joinedAt: services.clock.now() } as const;
  const isReset = link.purpose === 'password-reset';
  // One write, so that nobody is active without a password. It requires the state that was read: a new address
  // since then makes the link void.
  const user = await changeCurrent(services, User, { _id: id }, (person) => {
    if (person.status !== status || person.sessionVersion !== sessionVersion) return null;
    return {
      type: status === 'invited' ? 'person.joined' : 'person.set-password',
      by: id,
      set: { passwordHash, ...(status === 'invited' && joins) },
      addToSet: { identities: [localIdentity(id)] },
      inc: { sessionVersion: 1 },
      ...(isReset && { push: changed(services, id) }),
    };
  });
  if (!user) throw new NotFound();
  await voidLinks(id);
  logAccountEvent(services, isReset ? 'password-reset' : 'invitation-accepted', { personId: id });
  return asPerson(user);
}

/** True when this is the password of the signed-in person, and their sessions were not ended since they were read. */
export async function hasPassword(
  { id, sessionVersion }: Pick<Person, 'id' | 'sessionVersion'>,
  password: string,
  asker: Asker,
): Promise<boolean> {
  const user = await User.findOne({ _id: id, sessionVersion }).lean();
  return verifyPassword(user?.passwordHash, password, asker);
}

/**
 * Changes one's own password, ends all their sessions and sends them a mail. Returns the changed person, to sign
 * them in again. Check the current password before.
 * @param input.actor as read before the current password was checked
 * @throws Forbidden; InvalidInput when the new one is not good enough, or the current one was changed meanwhile; Busy
 */
export async function changePassword(
  services: Services,
  { actor, newPassword, asker }: { actor: Person; newPassword: string; asker: Asker },
): Promise<Person> {
  authorize(actor, 'manage-own-account', { ownerId: actor.id });
  const { id, sessionVersion } = actor;
  await checkAgainstPerson(newPassword, actor, 'newPassword');
  const passwordHash = await hashPassword(newPassword, asker);
  const user = await changeCurrent(services, User, { _id: id }, (person) =>
    person.status === 'active' && person.sessionVersion === sessionVersion
      ? {
          type: 'person.set-password',
          by: id,
          set: { passwordHash },
          inc: { sessionVersion: 1 },
          push: changed(services, id),
        }
      : null,
  );
  if (!user) throw new InvalidInput({ currentPassword: 'sign-in.current-password-wrong' });
  await voidLinks(id);
  logAccountEvent(services, 'password-changed', { personId: id });
  return asPerson(user);
}

async function checkAgainstPerson(
  password: string,
  { email, name }: { email: string; name: string },
  field: string,
): Promise<void> {
  const organizationName = (await getOrganization())?.name ?? '';
  checkPassword(password, { email, name, organizationName }, field);
}
