import { model, Schema, type InferRawDocType } from 'mongoose';
import { noticeField, noticeIndex } from '../platform/data/pending-notices.js';
import { revisionFields } from '../platform/data/revision.js';

export const visibilities = ['individual', 'own-only', 'aggregate-only'] as const;
export type Visibility = (typeof visibilities)[number];

/** How long visits may be kept, in days. */
export const clickDays = { least: 30, usual: 90, most: 730 };

const definition = {
  /** There is one organization: this key, unique, refuses a second. */
  only: { type: Boolean, default: true, unique: true },
  name: { type: String, required: true },
  timeZone: { type: String, required: true },
  language: { type: String, default: 'en' },
  visibility: { type: String, enum: visibilities, default: 'own-only' },
  /** For so many days each visit of a tracked link is kept; what it added to statistics stays. */
  clickDays: { type: Number, default: clickDays.usual },
  /** Hosts that posts may link to, their subdomains included; any when there is none. */
  targetHosts: { type: [String], default: [] },
  ...revisionFields,
  isSample: { type: Boolean, default: false },
  ...noticeField,
} as const;

export type OrganizationRecord = InferRawDocType<typeof definition>;

export const Organization = model('Organization', new Schema(definition).index(...noticeIndex));
