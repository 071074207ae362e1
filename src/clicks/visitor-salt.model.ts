import { model, Schema } from 'mongoose';

/** The salt of a day, where several processes share a database. `forget-visitors` deletes it soon after the day. */
export const VisitorSalt = model(
  'VisitorSalt',
  new Schema({
    /** The organization's calendar day. */
    _id: { type: String, required: true },
    salt: { type: String, required: true },
  }),
);
