import { model, Schema } from 'mongoose';

/** The secret that click ids are signed with. There is one, made once and never changed. */
export const ClickKey = model(
  'ClickKey',
  new Schema({
    _id: { type: String, required: true },
    key: { type: String, required: true },
    createdAt: { type: Date, required: true },
  }),
);
