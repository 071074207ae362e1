import { model, Schema } from 'mongoose';

/** The secret of one day that visitor hashes are made with. Deleted soon after the day, by `forget-visitors`. */
export const VisitorSalt = model(
  'VisitorSalt',
  new Schema({
    /** The organization's calendar day. */
    _id: { type: String, required: true },
    salt: { type: String, required: true },
  }),
);
