import { model, Schema, type InferSchemaType, type Types } from 'mongoose';
import { systemClock } from '../platform/clock.js';

const definition = new Schema({
  kind: { type: String, enum: ['password-reset', 'notice'], required: true },
  /** Whom a notice is for. */
  personId: Schema.Types.ObjectId,
  /**
   * The address that a new password was asked for; whether anybody has it is looked up when the mail is made. Of a notice: where it
   * goes, unless to the address that the person has then.
   */
  email: String,
  /** The key of a notice's words, which end in `-subject` and `-text`. */
  word: String,
  /** What a notice's words print. */
  values: { type: Map, of: String },
  at: { type: Date, required: true },
  /** When it is sent, or tried again, or taken over from a process that died. */
  dueAt: { type: Date, required: true },
  tries: { type: Number, default: 0 },
  /** By the clock that the database tidies by, should nobody send it. */
  recordedAt: { type: Date, default: () => systemClock.now() },
})
  .index({ dueAt: 1 })
  .index({ recordedAt: 1 }, { expireAfterSeconds: 7 * 24 * 60 * 60 });

export type QueuedMail = Omit<InferSchemaType<typeof definition>, 'values'> & {
  _id: Types.ObjectId;
  values?: Record<string, string> | null;
};

/** Mail about accounts that waits to be sent. Each stands here until the relay has accepted it or it is given up. */
export const AccountMail = model('AccountMail', definition);
