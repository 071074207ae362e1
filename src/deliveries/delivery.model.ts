import { model, Schema, type Types } from 'mongoose';
import { claimFields } from '../platform/data/claim.js';

export const deliveryStates = [
  'waiting', // for its turn, or for its next try
  'sending', // handed to the relay, which has not answered yet
  'sent', // accepted by the relay, or stored in the outbox
  'unconfirmed', // the relay had it and its answer is not known: it may have arrived
  'failed', // given up; `problem` says why
  'withdrawn', // its reader is not to get it any more
  'nothing-to-say',
] as const;
export type DeliveryState = (typeof deliveryStates)[number];

/** Why a delivery waits, failed or is unconfirmed. */
export const deliveryProblems = ['not-composed', 'not-now', 'refused', 'no-answer', 'too-often'] as const;
export type DeliveryProblem = (typeof deliveryProblems)[number];

/** The decision of an admin to send again what failed or is unconfirmed. */
export interface SentAgain {
  byId: Types.ObjectId;
  at: Date;
}

/** Something that one recipient gets once through one channel. It never holds a secret. */
export interface Delivery {
  _id: Types.ObjectId;
  kind: string;
  /** What it is about, such as `digest/<subscription>/2026-W47`. Unique with recipient and channel. */
  reason: string;
  /** The id of a person, or an e-mail address in lower case. */
  recipient: string;
  channel: string;
  state: DeliveryState;
  /** Claimed before all others. */
  isUrgent: boolean;
  /** What its kind needs to compose it. */
  data: Record<string, unknown>;
  /** What is known of its content once it was composed. */
  facts?: Record<string, unknown> | null;
  madeAt: Date;
  dueAt: Date;
  tries: number;
  claim?: string | null;
  /** When it was last composed and handed over; set before the relay gets it. */
  handedOverAt?: Date | null;
  endedAt?: Date | null;
  problem?: DeliveryProblem | null;
  /** What the relay answered; missing for kinds that hide their recipients. */
  answer?: string | null;
  sentAgain: SentAgain[];
  /** When the job does what follows from the outcome; missing when that is done. */
  followsAt?: Date | null;
  /** When the database deletes it, by the database's clock. */
  purgeAt: Date;
}

const schema = new Schema<Delivery>({
  kind: { type: String, required: true },
  reason: { type: String, required: true },
  recipient: { type: String, required: true },
  channel: { type: String, required: true },
  state: { type: String, enum: deliveryStates, default: 'waiting' },
  isUrgent: { type: Boolean, default: false },
  data: { type: Schema.Types.Mixed, default: {} },
  facts: { type: Schema.Types.Mixed },
  madeAt: { type: Date, required: true },
  ...claimFields,
  handedOverAt: Date,
  endedAt: Date,
  problem: { type: String, enum: deliveryProblems },
  answer: String,
  sentAgain: { type: [{ _id: false, byId: Schema.Types.ObjectId, at: Date }], default: [] },
  followsAt: Date,
  purgeAt: { type: Date, required: true },
})
  .index({ reason: 1, recipient: 1, channel: 1 }, { unique: true })
  .index({ state: 1, isUrgent: 1, dueAt: 1 })
  .index({ state: 1, madeAt: -1 })
  .index({ recipient: 1, kind: 1, _id: 1 })
  .index({ 'data.personId': 1 }, { sparse: true })
  .index({ followsAt: 1 }, { sparse: true })
  .index({ purgeAt: 1 }, { expireAfterSeconds: 0 });

export const DeliveryRow = model('Delivery', schema);
