import { idFrom } from '../platform/http/tokens.js';
import { Types } from 'mongoose';
import { systemClock } from '../platform/clock.js';
import { insertNew } from '../platform/data/insert-new.js';
import { noticesOf, type NoticeSource, type PendingNotice } from '../platform/data/pending-notices.js';
import type { Services } from '../services.js';
import { AccountMail } from './account-mail.model.js';
import { User } from '../people/index.js';

/** Mails to people about their accounts. */
export const personNotices = noticesOf(User);

/**
 * Records that a new password was requested. It does the same for any address, so that neither the answer nor its
 * time reveals whether there is an account. `send-account-mails` composes the mail.
 */
export async function queuePasswordReset({ clock }: Services, email: string): Promise<void> {
  const at = clock.now();
  await AccountMail.create({ kind: 'password-reset', email, at, dueAt: at });
}

/**
 * Queues mails for the notices in changed documents. After an interruption the next run continues. A mail is
 * queued a second time only if it was sent in between.
 */
export async function queueNotices(source: NoticeSource, stopping?: AbortSignal): Promise<void> {
  for (const { documentId, notice } of await source.find()) {
    if (stopping?.aborted) return;
    await insertNew(AccountMail, await mailsOf(notice));
    await source.remove(documentId, notice._id);
  }
}

/** The id of a mail is derived from notice, reader and address, so that queueing it again finds it. */
const idOf = (...parts: unknown[]): Types.ObjectId => new Types.ObjectId(idFrom(parts.join(' ')));

/** One mail for each reader and address. */
async function mailsOf({ _id, word, values, at, personId, addresses }: PendingNotice) {
  const readers = personId
    ? [personId]
    : (await User.find({ roles: 'admin', status: 'active' }, { _id: 1 }).lean()).map((admin) => admin._id);
  const common = { kind: 'notice', word, values, at, dueAt: at, tries: 0, recordedAt: systemClock.now() };
  return readers.flatMap((reader) =>
    (addresses ?? [undefined]).map((email) => ({
      ...common,
      personId: reader,
      ...(email && { email }),
      _id: idOf(_id, reader, email),
    })),
  );
}
