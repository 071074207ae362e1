import { model, Schema } from 'mongoose';

export const purposes = ['set-up', 'invitation', 'password-reset'] as const;

/** A link that opens one thing once. Only its hash is stored; a new one takes the place of the old. */
export const SingleUseLink = model(
  'SingleUseLink',
  new Schema(
    {
      purpose: { type: String, enum: purposes, required: true },
      /** Whom it is for; null for the set-up of the organization. */
      userId: { type: Schema.Types.ObjectId, default: null },
      hash: { type: String, required: true, unique: true },
      /** The `sessionVersion` of the person when it was made: a new password or address, or their leaving, makes it void. */
      sessionVersion: Number,
      expiresAt: { type: Date, required: true },
    },
    // Tidied by the clock of the database; whether a link still holds is asked of `expiresAt`.
    { timestamps: { createdAt: false, updatedAt: 'madeAt' } },
  )
    .index({ purpose: 1, userId: 1 }, { unique: true })
    .index({ madeAt: 1 }, { expireAfterSeconds: 30 * 24 * 60 * 60 }),
);
