import { model, Schema } from 'mongoose';
import { revisionFields } from '../platform/data/revision.js';

export const Topic = model(
  'Topic',
  new Schema({
    name: { type: String, required: true },
    /** The name in lower case: two topics that differ only in case are one. */
    key: { type: String, required: true, unique: true },
    ...revisionFields,
  }),
);
