import { model, Schema, type Types } from 'mongoose';

export const purposes = ['set-up', 'invitation', 'password-reset'] as const;

export interface StoredLink {
  _id: Types.ObjectId;
  purpose: (typeof purposes)[number];
  userId?: Types.ObjectId | null;
  generation?: string | null;
  hash?: string | null;
  sessionVersion?: number | null;
  expiresAt: Date;
}

/**
 * A link that can be used once. Nothing here is enough to make the link: it is derived from these values and the secret
 * of the deployment. A new link replaces the old one.
 */
export const SingleUseLink = model(
  'SingleUseLink',
  new Schema<StoredLink>(
    {
      purpose: { type: String, enum: purposes, required: true },
      /** Its person; null for the set-up of the organization. */
      userId: { type: Schema.Types.ObjectId, default: null },
      /** Which link of this purpose and person is valid. */
      generation: String,
      /** The hash of a link that an older release made at random; it works until it expires. */
      hash: String,
      /**
       * The person's `sessionVersion` when it was created: a new password or address, or deactivation, makes it
       * void.
       */
      sessionVersion: Number,
      expiresAt: { type: Date, required: true },
    },
    // MongoDB deletes expired links by its own clock; the product reads `expiresAt`.
    { timestamps: { createdAt: false, updatedAt: 'madeAt' } },
  )
    .index({ purpose: 1, userId: 1 }, { unique: true })
    .index({ hash: 1 }, { sparse: true })
    .index({ madeAt: 1 }, { expireAfterSeconds: 30 * 24 * 60 * 60 }),
);
