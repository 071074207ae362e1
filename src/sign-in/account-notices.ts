import { recordDeliveries, type DeliveryKind } from '../deliveries/index.js';
import { noticesOf, type NoticeSource, type PendingNotice } from '../platform/data/pending-notices.js';
import type { Services } from '../services.js';
import { User } from '../people/index.js';
import { composeNotice } from './compose-notice.js';

const minutes = 60_000;

/** Mails to people about their accounts. */
export const personNotices = noticesOf(User);

export const accountNotice: DeliveryKind = {
  name: 'account-notice',
  about: 'reports a change of an account, a key or a setting to its person, or to all admins',
  label: 'sign-in.delivery-notice',
  isUrgent: true,
  pauses: [1 * minutes, 5 * minutes, 15 * minutes, 60 * minutes, 180 * minutes],
  stored: { open: 7, failed: 30, ended: 30 },
  compose: composeNotice,
};

/**
 * Records the mails of the notices in changed documents. After an interruption the next run continues, and records
 * none twice.
 */
export async function queueNotices(
  services: Services,
  source: NoticeSource,
  stopping?: AbortSignal,
): Promise<void> {
  for (const { documentId, notice } of await source.find()) {
    if (stopping?.aborted) return;
    await recordDeliveries(services, accountNotice, await mailsOf(notice));
    await source.remove(documentId, notice._id);
  }
}

/** One mail for each reader and address. */
async function mailsOf({ _id, word, values, at, personId, addresses }: PendingNotice) {
  const readers = personId
    ? [personId]
    : (await User.find({ roles: 'admin', status: 'active' }, { _id: 1 }).lean()).map((admin) => admin._id);
  return readers.flatMap((reader) =>
    (addresses ?? [reader.toString()]).map((recipient) => ({
      reason: `account-notice/${_id.toString()}`,
      recipient,
      data: { word, values, at, personId: reader.toString() },
    })),
  );
}
