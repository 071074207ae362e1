import { model, Schema, type InferRawDocType } from 'mongoose';

/** A word of ours with the values it prints, kept so that it can be said in any reader's language. */
const word = { key: { type: String, required: true }, values: { type: Schema.Types.Mixed } } as const;

const definition = {
  url: { type: String, required: true, unique: true },
  title: { type: String, required: true },
  addedBy: { type: Schema.Types.ObjectId, required: true },
  addedAt: { type: Date, required: true },
  /** Moved on by whoever claims the feed: the claim and the schedule are one field. */
  nextFetchAt: { type: Date, required: true },
  lastFetchedAt: Date,
  /** Sent back to the publisher, who then answers 304 when nothing changed. */
  etag: String,
  lastModified: String,
  /** Fetches that failed since one last worked. */
  failures: { type: Number, default: 0 },
  /** Why the last fetch brought nothing, or less than it should. */
  problem: new Schema(word, { _id: false }),
  /** What came with the last fetch that could be read. */
  added: { type: Number, default: 0 },
  known: { type: Number, default: 0 },
  unusable: {
    type: [
      new Schema(
        { entry: String, number: { type: Number, required: true }, reason: { type: String, required: true } },
        { _id: false },
      ),
    ],
    default: [],
  },
  /** Unusable entries beyond those listed. */
  unusableMore: { type: Number, default: 0 },
} as const;

export type FeedRecord = InferRawDocType<typeof definition>;

export const Feed = model('Feed', new Schema(definition).index({ nextFetchAt: 1 }));
