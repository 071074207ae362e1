import { model, Schema } from 'mongoose';
import { revisionFields } from '../platform/data/revision.js';

export const Topic = model(
  'Topic',
  new Schema({
    name: { type: String, required: true },
    /** The name in lower case: names are unique ignoring case. */
    key: { type: String, required: true, unique: true },
    ...revisionFields,
  }),
);
