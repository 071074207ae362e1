import { model, Schema } from 'mongoose';

/** What the secret of one day is made of, where several processes share it. Deleted soon after the day, by `forget-visitors`. */
export const VisitorSalt = model(
  'VisitorSalt',
  new Schema({
    /** The organization's calendar day. */
    _id: { type: String, required: true },
    salt: { type: String, required: true },
  }),
);
