import { model, Schema } from 'mongoose';
import { withHistory } from '../events/index.js';
import { revisionFields } from '../platform/data/revision.js';
import { foldName } from './fold-name.js';

const locationSchema = new Schema({
  name: { type: String, required: true },
  /** Two locations can't differ only in case or accents. */
  foldedName: {
    type: String,
    unique: true,
    default(this: { name: string }) {
      return foldName(this.name);
    },
  },
  /** Since when it can't be chosen any more. The people who have it stay there. */
  endedAt: Date,
  ...revisionFields,
});
withHistory(locationSchema, { kind: 'location', derived: ['foldedName'] });

/** Where people work: a place, a site, a ship. */
export const Location = model('Location', locationSchema);
