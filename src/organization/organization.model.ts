import { model, Schema, type InferRawDocType } from 'mongoose';
import { noticeField, noticeIndex } from '../platform/data/pending-notices.js';
import { revisionFields } from '../platform/data/revision.js';
import { withHistory } from '../events/index.js';

export const visibilities = ['individual', 'own-only', 'aggregate-only'] as const;
export type Visibility = (typeof visibilities)[number];

/** How many days visits may be stored. */
export const clickDays = { least: 30, usual: 90, most: 730 };

/** Who is a regular, by their last four weeks: active in so many to become one, and in so few to be none any more. */
export const regularRules = { becomesAt: 3, lapsesAt: 1 };
/** How the links of shares are tagged: each text may contain `{network}`, `{level}` and `{campaign}`. */
export interface UtmTemplate {
  source: string;
  medium: string;
  campaign: string;
}

/** A field with such a template, or null. */
export const utmField = {
  type: new Schema<UtmTemplate>(
    {
      source: { type: String, required: true },
      medium: { type: String, required: true },
      campaign: { type: String, required: true },
    },
    { _id: false },
  ),
  default: null,
} as const;

/** The longest text that Mastodon’s servers take: most, and any. */
export const mastodonLimit = { least: 100, usual: 500, most: 100_000 };

const definition = {
  /** A unique key with one value, so that a second organization is refused. */
  only: { type: Boolean, default: true, unique: true },
  name: { type: String, required: true },
  timeZone: { type: String, required: true },
  language: { type: String, default: 'en' },
  /** The region whose dates and numbers are written, such as `DE`; missing: guessed from zone and language. */
  region: { type: String, default: null },
  visibility: { type: String, enum: visibilities, default: 'own-only' },
  /** How many days each visit of a tracked link is stored; statistics stay. */
  clickDays: { type: Number, default: clickDays.usual },
  /** In how many of their last four weeks somebody posts to become a regular. */
  regularAt: { type: Number, default: regularRules.becomesAt },
  /** In how many of them at most a regular posts to be none any more. */
  lapsedAt: { type: Number, default: regularRules.lapsesAt },
  /** The longest text on the Mastodon server that most people use. */
  mastodonLimit: { type: Number, default: mastodonLimit.usual },
  /** How the links of posts are tagged that are published from now on; null: as usual. */
  utm: utmField,
  /** Hosts that posts may link to, including their subdomains; empty: any host. */
  targetHosts: { type: [String], default: [] },
  /** True when editors may change all goals, as admins do. */
  editorsEditGoals: { type: Boolean, default: false },
  /** True when there is a board of results, for those who want to stand on it. */
  hasBoard: { type: Boolean, default: false },
  /** True when editors write all posts themselves, so that no feed is expected. */
  writesOwnPosts: { type: Boolean, default: false },
  /** Since when and why nobody can share; null: sharing is open. */
  pause: {
    type: new Schema(
      {
        since: { type: Date, required: true },
        reason: { type: String, required: true },
        byId: { type: Schema.Types.ObjectId, required: true },
      },
      { _id: false },
    ),
    default: null,
  },
  ...revisionFields,
  isSample: { type: Boolean, default: false },
  ...noticeField,
} as const;

export type OrganizationRecord = InferRawDocType<typeof definition>;

const schema = new Schema(definition).index(...noticeIndex);
withHistory(schema, { kind: 'organization', derived: ['pendingNotices'] });

export const Organization = model('Organization', schema);
