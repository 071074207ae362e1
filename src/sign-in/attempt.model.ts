import { model, Schema } from 'mongoose';

/** A count of tries, or a turn that somebody waits for. Its id names the limit and, under a keyed hash, who it is about. */
export const Attempt = model(
  'Attempt',
  new Schema({
    _id: { type: String, required: true },
    count: Number,
    /** When the count begins again, by the clock of the product. */
    expiresAt: Date,
    /** When the turn was asked for, and when it comes at the earliest. */
    askedAt: Date,
    notBefore: Date,
    /** When the database deletes it, by the database's clock. */
    purgeAt: { type: Date, required: true },
  }).index({ purgeAt: 1 }, { expireAfterSeconds: 0 }),
);
