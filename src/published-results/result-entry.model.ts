import { model, Schema } from 'mongoose';

const definition = {
  /** `<week>/<share>` */
  _id: { type: String, required: true },
  /** The week in which these results were first counted, by its Monday. They may have happened earlier. */
  week: { type: String, required: true },
  shareId: { type: String, required: true },
  personId: { type: String, required: true },
  /** Empty for none. */
  teamId: { type: String, default: '' },
  network: { type: String, required: true },
  /** Where in the tree of content they wait, or were published. */
  node: { type: String, required: true },
  /** The week with whose cells they were published; null while they wait. */
  publishedIn: { type: String, default: null },
  /** Its person was public by their own choice when it was published, so that it is no cover for others. */
  isPublic: { type: Boolean, default: false },
  /** What the share brought that no earlier entry has: negative for what was taken back. */
  figures: { type: Schema.Types.Mixed, required: true },
} as const;

/**
 * The results of a share, each counted in one entry. The entries of a share add up to all it brought until the end of
 * the last collected week, however often its days are counted again.
 */
export const ResultEntry = model(
  'ResultEntry',
  new Schema(definition, { minimize: false })
    .index({ shareId: 1 })
    .index({ publishedIn: 1, node: 1, week: 1 })
    .index({ week: 1, personId: 1 })
    .index({ personId: 1 }),
);
