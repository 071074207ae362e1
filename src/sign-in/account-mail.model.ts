import { model, Schema, type InferSchemaType, type Types } from 'mongoose';
import { systemClock } from '../platform/clock.js';

const definition = new Schema({
  kind: { type: String, enum: ['password-reset', 'notice'], required: true },
  /** The reader of a notice. */
  personId: Schema.Types.ObjectId,
  /**
   * The address for which a new password was requested; whether it has an account is checked when the mail is
   * composed. For a notice: its address, if not the current address of its reader.
   */
  email: String,
  /** The key of a notice's texts, which end in `-subject` and `-text`. */
  word: String,
  /** Values for the texts of a notice. */
  values: { type: Map, of: String },
  at: { type: Date, required: true },
  /** When it is sent, tried again, or taken over from a process that died. */
  dueAt: { type: Date, required: true },
  tries: { type: Number, default: 0 },
  /** For the database, which deletes the mail later if nobody sends it. */
  recordedAt: { type: Date, default: () => systemClock.now() },
})
  .index({ dueAt: 1 })
  .index({ recordedAt: 1 }, { expireAfterSeconds: 7 * 24 * 60 * 60 });

export type QueuedMail = Omit<InferSchemaType<typeof definition>, 'values'> & {
  _id: Types.ObjectId;
  values?: Record<string, string> | null;
};

/** Mails about accounts that wait to be sent. Each is stored here until the relay accepts it or it is given up. */
export const AccountMail = model('AccountMail', definition);
