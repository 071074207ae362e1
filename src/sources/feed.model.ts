import { claimFields } from '../platform/data/claim.js';
import { revisionFields } from '../platform/data/revision.js';
import { withHistory } from '../events/index.js';
import { utmChoices } from './publisher-utm.js';
import { model, Schema, type InferRawDocType, type Types } from 'mongoose';

/** The key of a text and its values, so that it can be shown in any language. */
const word = { key: { type: String, required: true }, values: { type: Schema.Types.Mixed } } as const;

const definition = {
  url: { type: String, required: true, unique: true },
  title: { type: String, required: true },
  addedBy: { type: Schema.Types.ObjectId, required: true },
  addedAt: { type: Date, required: true },
  /** What becomes of the publisher's own campaign parameters when a draft is made of an item. */
  publisherUtm: { type: String, enum: utmChoices, required: true, default: 'drop' },
  /** Due when it is fetched next. */
  ...claimFields,
  /** When it was last asked, whether it answered or not. */
  lastFetchedAt: Date,
  /** When it last answered. Missing if an older release asked it last. */
  answeredAt: Date,
  /** Sent with the next request, so that the publisher can answer 304 when nothing changed. */
  etag: String,
  lastModified: String,
  /** Consecutive failed fetches. */
  failures: { type: Number, default: 0 },
  /** Why the last fetch brought nothing, or less than it should. */
  problem: new Schema(word, { _id: false }),
  /** How many new items the last successful fetch brought. */
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
  /** Number of unusable entries that are not listed. */
  unusableMore: { type: Number, default: 0 },
  ...revisionFields,
} as const;

/** What the fetches of a feed bring. */
export const fetchedFields = [
  ...Object.keys(claimFields),
  ...['title', 'lastFetchedAt', 'answeredAt', 'etag', 'lastModified', 'failures', 'problem'],
  ...['added', 'known', 'unusable', 'unusableMore'],
];

export type FeedRecord = InferRawDocType<typeof definition> & { _id: Types.ObjectId };

const schema = new Schema(definition).index({ dueAt: 1 }).index({ addedBy: 1 });
withHistory(schema, { kind: 'feed', derived: fetchedFields });

export const Feed = model('Feed', schema);
