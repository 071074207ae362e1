import { model, Schema, type InferRawDocType } from 'mongoose';

export const visibilities = ['individual', 'own-only', 'aggregate-only'] as const;

const definition = {
  /** There is one organization: this key, unique, refuses a second. */
  only: { type: Boolean, default: true, unique: true },
  name: { type: String, required: true },
  timeZone: { type: String, required: true },
  language: { type: String, default: 'en' },
  visibility: { type: String, enum: visibilities, default: 'own-only' },
  isSample: { type: Boolean, default: false },
} as const;

export type OrganizationRecord = InferRawDocType<typeof definition>;

export const Organization = model('Organization', new Schema(definition));
