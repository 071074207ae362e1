import { model, Schema } from 'mongoose';

export const Topic = model(
  'Topic',
  new Schema({
    name: { type: String, required: true },
    /** The name in lower case: two topics that differ only in case are one. */
    key: { type: String, required: true, unique: true },
    /** Grows with each new name, so that a stale form is noticed. */
    revision: { type: Number, default: 0 },
  }),
);
