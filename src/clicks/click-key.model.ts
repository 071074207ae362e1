import { model, Schema } from 'mongoose';

/** The secret that signs click ids. There is one; it never changes. */
export const ClickKey = model(
  'ClickKey',
  new Schema({
    _id: { type: String, required: true },
    key: { type: String, required: true },
    createdAt: { type: Date, required: true },
  }),
);
