import { model, Schema } from 'mongoose';

export const purposes = ['set-up', 'invitation', 'password-reset'] as const;

/** A link that can be used once. Only its hash is stored; a new link replaces the old one. */
export const SingleUseLink = model(
  'SingleUseLink',
  new Schema(
    {
      purpose: { type: String, enum: purposes, required: true },
      /** Its person; null for the set-up of the organization. */
      userId: { type: Schema.Types.ObjectId, default: null },
      hash: { type: String, required: true, unique: true },
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
    .index({ madeAt: 1 }, { expireAfterSeconds: 30 * 24 * 60 * 60 }),
);
