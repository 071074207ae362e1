import { Schema, Types, type Collection } from 'mongoose';
import type { Clock } from '../clock.js';

/**
 * The content of a notice: `<word>-subject` and `<word>-text` are the keys of its texts, with their `values`. The
 * value `count` is a number in digits, and chooses the plural. People are named by their ids, in values such as `byId`,
 * which the mail prints as `by`: a name stored here would outlast their erasure.
 */
export interface Notice {
  word: string;
  values?: Record<string, string>;
}

/** A notice that is stored in the changed document, in the same write, so that neither exists without the other. */
export interface PendingNotice extends Notice {
  _id: Types.ObjectId;
  at: Date;
  /** Its reader; without it, all admins at the time when it is queued. */
  personId?: Types.ObjectId;
  /** Its addresses; without them, the reader's address when it is sent. */
  addresses?: string[];
}

/** Add this to a schema whose changes are reported by mail, together with `noticeIndex`. */
export const noticeField = {
  pendingNotices: {
    type: [
      new Schema({
        word: { type: String, required: true },
        values: Schema.Types.Mixed,
        at: { type: Date, required: true },
        personId: Schema.Types.ObjectId,
        addresses: { type: [String], default: undefined },
      }),
    ],
    default: undefined,
    select: false,
  },
} as const;

export const noticeIndex = [{ 'pendingNotices.at': 1 }, { sparse: true }] as const;

/** A notice to push to `pendingNotices` in the same update as the change. */
export function pendingNotice(
  { clock }: { clock: Clock },
  { personId, ...notice }: Notice & { personId?: string; addresses?: string[] },
): PendingNotice {
  return {
    _id: new Types.ObjectId(),
    ...notice,
    ...(personId && { personId: new Types.ObjectId(personId) }),
    at: clock.now(),
  };
}

/** Where notices wait: the documents of one model. */
export interface NoticeSource {
  /** Some waiting notices, each with the id of its document. */
  find(): Promise<{ documentId: unknown; notice: PendingNotice }[]>;
  /** Removes a notice from its document once it is queued. */
  remove(documentId: unknown, noticeId: Types.ObjectId): Promise<unknown>;
}

const documentsAtOnce = 100;

/** The waiting notices of a model with `noticeField`. */
export const noticesOf = ({ collection }: { collection: Collection }): NoticeSource => ({
  find: async () => {
    const waiting = await collection
      .find({ 'pendingNotices.at': { $gt: new Date(0) } })
      .project<{ _id: unknown; pendingNotices: PendingNotice[] }>({ pendingNotices: 1 })
      .limit(documentsAtOnce)
      .toArray();
    return waiting.flatMap(({ _id, pendingNotices }) =>
      pendingNotices.map((notice) => ({ documentId: _id, notice })),
    );
  },
  remove: (documentId, noticeId) =>
    collection.updateOne({ _id: documentId as Types.ObjectId }, {
      $pull: { pendingNotices: { _id: noticeId } },
    } as object),
});
