import { model, Schema } from 'mongoose';
import { motifNames, topicColourNames } from '../files/index.js';
import { revisionFields } from '../platform/data/revision.js';
import { withHistory } from '../events/index.js';

const schema = new Schema({
  name: { type: String, required: true },
  /** The name in lower case: names are unique ignoring case. */
  key: { type: String, required: true, unique: true },
  /** Of its pictures and its mark; null: one that follows from its id. */
  colour: { type: String, enum: [...topicColourNames, null], default: null },
  /** What the pictures of its posts show; null: the sea alone. */
  motif: { type: String, enum: [...motifNames, null], default: null },
  ...revisionFields,
});
withHistory(schema, { kind: 'topic' });

export const Topic = model('Topic', schema);
