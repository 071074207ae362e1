import { model, Schema } from 'mongoose';

const definition = {
  _id: String,
  /** When the relay last accepted a mail; at most a second old while many are sent. */
  lastSentAt: Date,
  /** When the first of the failures since then happened; missing while the relay works. */
  failingSince: Date,
  lastFailedAt: Date,
  /** Failures since a mail was last accepted. */
  failures: { type: Number, default: 0 },
  /** True when the last failure was about one address or message, not about the relay. */
  isRefusal: { type: Boolean, default: false },
  /** The code of the last failure: never the answer of the relay, which may contain an address. */
  code: String,
  /** When an admin last got a test mail, and the relay that accepted it. */
  testedAt: Date,
  testedRelay: String,
  /** Whether the relay that last accepted a mail takes addresses in any script, and that relay. */
  takesAllScripts: Boolean,
  answeredRelay: String,
  /** No other test mail is sent before this. */
  nextTestAt: Date,
} as const;

/** The one document about how sending works. */
export const MailRecord = model('MailState', new Schema(definition));
