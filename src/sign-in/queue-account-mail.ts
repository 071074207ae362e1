import { idFrom } from '../platform/http/tokens.js';
import { Types } from 'mongoose';
import { systemClock } from '../platform/clock.js';
import { insertNew } from '../platform/data/insert-new.js';
import { noticesOf, type NoticeSource, type PendingNotice } from '../platform/data/pending-notices.js';
import type { Services } from '../services.js';
import { AccountMail } from './account-mail.model.js';
import { User } from '../people/index.js';

/** What people are to be told of their accounts. */
export const personNotices = noticesOf(User);

/**
 * Records that a new password was asked for. It does the same for every address, so that neither the answer nor its time
 * says whether anybody has it; the mail is made by `send-account-mails`.
 */
export async function queuePasswordReset({ clock }: Services, email: string): Promise<void> {
  const at = clock.now();
  await AccountMail.create({ kind: 'password-reset', email, at, dueAt: at });
}

/**
 * Makes mails of the notices that stand in documents with the changes they report. Cut off anywhere, the next run goes on;
 * a mail is queued a second time only when it was sent in between.
 */
export async function queueNotices(source: NoticeSource, stopping?: AbortSignal): Promise<void> {
  for (const { documentId, notice } of await source.find()) {
    if (stopping?.aborted) return;
    await insertNew(AccountMail, await mailsOf(notice));
    await source.remove(documentId, notice._id);
  }
}

/** A mail's id follows from its notice, reader and address: queued again, it is there already. */
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
