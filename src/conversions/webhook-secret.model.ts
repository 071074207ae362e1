import { model, Schema } from 'mongoose';
import { noticeField, noticeIndex } from '../platform/data/pending-notices.js';

/** The secret that signs calls. It is stored as it is, because checking a signature needs the secret itself. */
export const WebhookSecret = model(
  'ConversionWebhookSecret',
  new Schema({
    _id: { type: String, required: true },
    secret: { type: String, required: true },
    createdAt: { type: Date, required: true },
    ...noticeField,
  }).index(...noticeIndex),
);
