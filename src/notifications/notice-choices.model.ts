import { model, Schema } from 'mongoose';
import { withHistory } from '../events/index.js';
import { revisionFields } from '../platform/data/revision.js';

const schema = new Schema({
  userId: { type: Schema.Types.ObjectId, required: true, unique: true },
  /** Names of kinds that this person wants no mail about. */
  stopped: { type: [String], default: [] },
  /** Names of kinds that come as a mail only on request, and that they asked for. */
  asked: { type: [String], default: [] },
  ...revisionFields,
});
withHistory(schema, { kind: 'notice-choices' });

/** Which notices come to a person as mails too. Who never chose has no document. */
export const NoticeChoices = model('NoticeChoices', schema);
