import { model, Schema } from 'mongoose';

/** How far the job is that counts all stored days again. There is none when nothing is to be counted again. */
export const DayRecount = model(
  'DayRecount',
  new Schema({
    _id: { type: String, required: true },
    /** Days from this one on are done. */
    before: { type: String, required: true },
  }),
);
