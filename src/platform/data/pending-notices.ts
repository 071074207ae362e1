import { Schema, Types, type Collection } from 'mongoose';
import type { Clock } from '../clock.js';

/** What a notice says: `<word>-subject` and `<word>-text` are its words, and `values` what they print. */
export interface Notice {
  word: string;
  values?: Record<string, string>;
}

/** A notice in the document whose change it reports. It is written with the change, so that neither is lost without the other. */
export interface PendingNotice extends Notice {
  _id: Types.ObjectId;
  at: Date;
  /** Who is to get it; unless given, everybody who is an admin when it is queued. */
  personId?: Types.ObjectId;
  /** Where it goes; unless given, to the address its reader has when it is sent. */
  addresses?: string[];
}

/** Spread this into the definition of a schema whose changes are reported by mail, and add `noticeIndex`. */
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

/** A notice to push to `pendingNotices` in the update that it reports. */
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
  /** Some of those that wait, each with the document it stands in. */
  find(): Promise<{ documentId: unknown; notice: PendingNotice }[]>;
  /** Takes a notice out of its document, once it is queued. */
  remove(documentId: unknown, noticeId: Types.ObjectId): Promise<unknown>;
}

const documentsAtOnce = 100;

/** The notices that wait in the documents of a model with `noticeField`. */
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
