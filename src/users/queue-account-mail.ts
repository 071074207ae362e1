import type { Services } from '../services.js';
import { AccountMail } from './account-mail.model.js';
import { User } from './user.model.js';

/** What a notice says: `<word>-subject` and `<word>-text` are its words, and `values` what they print. */
export interface Notice {
  word: string;
  values?: Record<string, string>;
}

/**
 * Records that a new password was asked for. It does the same for every address, so that neither the answer nor its time
 * says whether anybody has it; the mail is made by `send-account-mails`.
 */
export async function queuePasswordReset(
  { clock }: Services,
  { email, isLimited }: { email: string; isLimited: boolean },
): Promise<void> {
  const at = clock.now();
  await AccountMail.create({ kind: 'password-reset', email, isLimited, at, dueAt: at });
}

/** Lets a person know by mail what was done to their account. */
export async function notifyPerson(services: Services, personId: string, notice: Notice): Promise<void> {
  await queueNotices(services, [personId], notice);
}

/** Lets everybody who is an admin now know by mail. */
export async function notifyAdmins(services: Services, notice: Notice): Promise<void> {
  const admins = await User.find({ roles: 'admin', status: 'active' }, { _id: 1 }).lean();
  await queueNotices(
    services,
    admins.map(({ _id }) => _id.toString()),
    notice,
  );
}

async function queueNotices({ clock }: Services, personIds: string[], notice: Notice): Promise<void> {
  const at = clock.now();
  const common = { kind: 'notice' as const, ...notice, at, dueAt: at };
  await AccountMail.insertMany(personIds.map((personId) => ({ ...common, personId })));
}
