import type { Types } from 'mongoose';
import { forgetDeliveries, recordDeliveries, type DeliveryKind } from '../deliveries/index.js';
import { reach } from '../platform/data/fail-points.js';
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
  // A release before this one stored names of people in them, who may be erased.
  forgets: ['values'],
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
    const mails = await mailsOf(notice);
    await reach('account-notice.addressed');
    await recordDeliveries(services, accountNotice, mails);
    // Erased since they were read: the erasure may have deleted their deliveries before these were recorded.
    if (notice.personId && !(await isThere(notice.personId)))
      await forgetDeliveries(notice.personId.toString());
    await source.remove(documentId, notice._id);
  }
}

/** One mail for each reader and address; none for somebody who was erased. */
async function mailsOf({ _id, word, values, at, personId, addresses }: PendingNotice) {
  if (personId && !(await isThere(personId))) return [];
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

const isThere = async (personId: Types.ObjectId): Promise<boolean> =>
  (await User.exists({ _id: personId, status: { $ne: 'erased' } })) !== null;
