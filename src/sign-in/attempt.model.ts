import { model, Schema } from 'mongoose';

/** A counter of attempts, or a turn that somebody waits for. Its id contains the limit and a keyed hash. */
export const Attempt = model(
  'Attempt',
  new Schema({
    _id: { type: String, required: true },
    count: Number,
    /** When the counter starts again, by the clock of the product. */
    expiresAt: Date,
    /** When the turn was asked for, and the earliest time when it comes. */
    askedAt: Date,
    notBefore: Date,
    /** When the database deletes it, by the database's clock. */
    purgeAt: { type: Date, required: true },
  }).index({ purgeAt: 1 }, { expireAfterSeconds: 0 }),
);
