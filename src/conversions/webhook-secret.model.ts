import { model, Schema } from 'mongoose';
import { noticeField, noticeIndex } from '../platform/data/pending-notices.js';

/** What calls are signed with. Checking a signature takes the secret itself, so it is kept as it is. */
export const WebhookSecret = model(
  'ConversionWebhookSecret',
  new Schema({
    _id: { type: String, required: true },
    secret: { type: String, required: true },
    createdAt: { type: Date, required: true },
    ...noticeField,
  }).index(...noticeIndex),
);
