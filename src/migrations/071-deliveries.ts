import type { Collection, Db, Document, ObjectId } from 'mongodb';
import { systemClock } from '../platform/clock.js';
import { dropIndex } from './drop-index.js';
import type { Migration } from './migration.js';

const atOnce = 500;
const minutes = 60_000;
const days = 24 * 60 * minutes;

interface StoredDigest {
  _id: ObjectId;
  subscriptionId: ObjectId;
  userId: ObjectId;
  week: string;
  dueAt: Date;
  status: string;
  nextTryAt: Date;
  tries?: number;
  submittingAt?: Date;
  reason?: string;
}

interface StoredMail {
  _id: ObjectId;
  kind: string;
  personId?: ObjectId;
  email?: string;
  word?: string;
  values?: Record<string, string>;
  at: Date;
  dueAt: Date;
  tries?: number;
}

interface StoredInvited {
  _id: ObjectId;
  inviteAt: Date;
  inviteTries?: number;
  invitedById?: ObjectId | null;
}

const states: Record<string, string> = { claimed: 'waiting', submitting: 'sending', submitted: 'sent' };

/** Why a digest waits or failed, as it was recorded in words. */
function problemOf({ status, tries = 0, reason }: StoredDigest) {
  if (!reason || !['claimed', 'failed'].includes(status)) return {};
  if (reason.startsWith('outcome unknown')) return { problem: 'no-answer' };
  if (reason === 'tried too often') return { problem: 'too-often' };
  if (reason === 'could not be composed') return { problem: 'not-composed' };
  const isRefusedForNow = status === 'claimed' || tries >= 5;
  return { problem: isRefusedForNow ? 'not-now' : 'refused', answer: reason };
}

const row = (kind: string, lasts: number, values: Document): Document => ({
  ...{ kind, channel: 'mail', isUrgent: false, claim: null, sentAgain: [] },
  purgeAt: new Date(systemClock.now().getTime() + lasts * days),
  ...values,
});

/** A failure of long ago needs no decision any more. */
function digestRow(digest: StoredDigest): Document | null {
  const { _id, subscriptionId, userId, week, dueAt, status, nextTryAt, tries = 0, submittingAt } = digest;
  const problem = problemOf(digest);
  const isUnconfirmed = problem.problem === 'no-answer';
  const state = isUnconfirmed ? 'unconfirmed' : (states[status] ?? status);
  const isOpen = state === 'waiting' || state === 'sending';
  const isUndecided = state === 'failed' || state === 'unconfirmed';
  const endedAt = submittingAt ?? dueAt;
  if (isUndecided && endedAt.getTime() < systemClock.now().getTime() - 30 * days) return null;
  return row('digest', isOpen || isUndecided ? 30 : 400, {
    ...{ _id, recipient: userId.toString(), state, tries, madeAt: dueAt, ...problem },
    reason: `digest/${subscriptionId.toString()}/${week}`,
    data: { subscriptionId: subscriptionId.toString(), week },
    dueAt: state === 'sending' && submittingAt ? new Date(submittingAt.getTime() + 10 * minutes) : nextTryAt,
    ...(submittingAt && { handedOverAt: submittingAt }),
    ...(!isOpen && { endedAt }),
  });
}

function accountMailRow({ _id, kind, personId, email, word, values, at, dueAt, tries = 0 }: StoredMail) {
  const common = { _id, state: 'waiting', isUrgent: true, madeAt: at, dueAt, tries };
  const id = _id.toString();
  if (kind === 'password-reset')
    return row(kind, 7, {
      ...common,
      ...{ reason: `password-reset/${id}`, recipient: email, data: { generation: id } },
    });
  const reader = personId?.toString();
  return row('account-notice', 7, {
    ...common,
    ...{ reason: `account-notice/${id}`, recipient: email ?? reader },
    data: { personId: reader, word, values, at },
  });
}

const invitationRow = ({ _id, inviteAt, inviteTries = 0, invitedById }: StoredInvited) =>
  row('invitation', 30, {
    ...{ _id, state: 'waiting', madeAt: inviteAt, dueAt: inviteAt, tries: inviteTries },
    ...{ reason: `invitation/${_id.toString()}/0`, recipient: _id.toString() },
    data: { generation: 0, inviterId: invitedById?.toString() ?? null },
  });

/** Copies documents as deliveries. Those that are copied already are left as they are. */
async function copyTo<T extends { _id: ObjectId }>(
  deliveries: Collection<Document>,
  from: Collection<T>,
  filter: Document,
  rowOf: (document: T) => Document | null,
): Promise<void> {
  let after: ObjectId | undefined;
  for (;;) {
    const found = (await from
      .find({ ...filter, ...(after && { _id: { $gt: after } }) } as object)
      .sort({ _id: 1 })
      .limit(atOnce)
      .toArray()) as unknown as T[];
    if (!found.length) return;
    after = found.at(-1)!._id;
    const rows = found.map(rowOf).filter((made) => made !== null);
    if (rows.length)
      await deliveries.bulkWrite(
        rows.map(({ _id, ...values }) => ({
          updateOne: { filter: { _id: _id as ObjectId }, update: { $setOnInsert: values }, upsert: true },
        })),
      );
  }
}

/**
 * Everything that is sent becomes a delivery: digests, mails about accounts, and invitations that wait. Digests that
 * were sent are copied, too, because the next one begins where the last one ended.
 */
export const migration: Migration = {
  number: 71,
  name: 'deliveries',
  async run(db: Db) {
    const deliveries = db.collection('deliveries');
    const users = db.collection<StoredInvited>('users');
    await copyTo(deliveries, db.collection<StoredDigest>('digestdeliveries'), {}, digestRow);
    await copyTo(deliveries, db.collection<StoredMail>('accountmails'), {}, accountMailRow);
    await copyTo(deliveries, users, { inviteAt: { $type: 'date' } }, invitationRow);
    await users.updateMany(
      { $or: [{ inviteAt: { $exists: true } }, { inviteTries: { $exists: true } }] },
      { $unset: { inviteAt: 1, inviteTries: 1 } },
    );
    await dropIndex(users, 'inviteAt_1');
    // It was unique. Links are derived now, and only those of older releases have a hash.
    await dropIndex(db.collection('singleuselinks'), 'hash_1');
    for (const name of ['digestdeliveries', 'accountmails']) await drop(db, name);
    await db
      .collection('jobs')
      .deleteMany({ name: { $in: ['send-due-digests', 'send-account-mails', 'send-invitations'] } });
  },
};

async function drop(db: Db, name: string): Promise<void> {
  const exists = async () => (await db.listCollections({ name }).toArray()).length > 0;
  if (await exists()) await db.dropCollection(name);
}
