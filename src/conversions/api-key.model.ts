import { model, Schema } from 'mongoose';
import { noticeField, noticeIndex } from '../platform/data/pending-notices.js';

/** A key that a server needs to report conversions. Only its hash is stored. */
export const ApiKey = model(
  'ApiKey',
  new Schema({
    name: { type: String, required: true },
    hash: { type: String, required: true, unique: true },
    createdAt: { type: Date, required: true },
    lastUsedAt: { type: Date, default: null },
    revokedAt: { type: Date, default: null },
    ...noticeField,
  }).index(...noticeIndex),
);
