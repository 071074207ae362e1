import { model, Schema } from 'mongoose';
import { withHistory } from '../events/index.js';
import { revisionFields } from '../platform/data/revision.js';

const text = {
  title: { type: String, required: true },
  markdown: { type: String, required: true },
  /** How employees disclose their employer in a post: "I work at Acme." */
  disclosure: { type: String, required: true },
  /** The language of that wording. Missing if an older release of the product stored it. */
  disclosureLanguage: { type: String },
  /** The wordings of further languages. Missing means none. */
  disclosures: {
    type: [
      new Schema(
        { language: { type: String, required: true }, text: { type: String, required: true } },
        { _id: false },
      ),
    ],
    default: undefined,
  },
};

const versionSchema = new Schema({
  version: { type: Number, required: true, unique: true },
  ...text,
  authorId: { type: Schema.Types.ObjectId, required: true },
  publishedAt: { type: Date, required: true },
  ...revisionFields,
});
withHistory(versionSchema, { kind: 'guideline-version' });

/** A published version. It never changes, because people acknowledged this text. */
export const GuidelineVersion = model('GuidelineVersion', versionSchema);

const draftSchema = new Schema({
  only: { type: Boolean, default: true, unique: true },
  ...text,
  ...revisionFields,
  /** The version that was in force for its writer. Missing if an older release of the product saved the draft. */
  basedOn: { type: Number },
  savedAt: { type: Date, required: true },
  savedById: { type: Schema.Types.ObjectId, required: true },
});
withHistory(draftSchema, { kind: 'guideline-draft' });

/** The one draft that editors share. */
export const GuidelineDraft = model('GuidelineDraft', draftSchema);

/** Who acknowledged which version, and when. Never deleted. */
export const Acknowledgement = model(
  'Acknowledgement',
  new Schema({
    userId: { type: Schema.Types.ObjectId, required: true },
    version: { type: Number, required: true },
    at: { type: Date, required: true },
  })
    .index({ userId: 1, version: 1 }, { unique: true })
    .index({ version: 1, at: 1 }),
);
