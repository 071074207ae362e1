import { createHash } from 'node:crypto';
import { model, Schema, type Types } from 'mongoose';
import { claimFields, type Claimable } from '../platform/data/claim.js';
import { noticeField, noticeIndex } from '../platform/data/pending-notices.js';

export const pictureStates = ['waiting', 'stored', 'failed'] as const;

const { ObjectId } = Schema.Types;

export interface ClaimedPicture extends Claimable {
  _id: string;
  address: string;
  state: (typeof pictureStates)[number];
  problem: string | null;
  hash: string | null;
  fileIds: Types.ObjectId[];
  bytes: number;
}

/** A picture of another site, by its address: what is known of it, and which files hold it. */
export const Picture = model(
  'Picture',
  new Schema(
    {
      /** The address, hashed: it may be longer than a key can be. */
      _id: { type: String, required: true },
      address: { type: String, required: true },
      state: { type: String, enum: pictureStates, required: true },
      ...claimFields,
      /** When it is fetched next; null: not again. */
      dueAt: { type: Date, default: null },
      /** Why it could not be stored. */
      problem: { type: String, default: null },
      /** The last time that a post or an item came with it. */
      wantedAt: { type: Date, required: true },
      hash: { type: String, default: null },
      /** Its files; while it is waiting, those that an interrupted attempt may have left. */
      fileIds: { type: [ObjectId], default: [] },
      bytes: { type: Number, default: 0 },
    },
    { collection: 'picturestates' },
  )
    .index({ dueAt: 1 })
    .index({ state: 1, bytes: 1 }),
);

/** The one document that says whether admins have been warned that there is little room left. */
export const PictureRoom = model(
  'PictureRoom',
  new Schema({ _id: String, isWarned: { type: Boolean, default: false }, ...noticeField }).index(
    ...noticeIndex,
  ),
);

/** The id of a picture with this address. */
export const pictureId = (address: string): string =>
  createHash('sha256').update(address).digest('base64url');
