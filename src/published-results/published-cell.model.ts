import { model, Schema } from 'mongoose';

const definition = {
  /** `<period>/<key>` */
  _id: { type: String, required: true },
  /** A week by its Monday for content, a quarter like `2026-Q4` for teams and networks. */
  period: { type: String, required: true },
  side: { type: String, enum: ['content', 'teams', 'networks'], required: true },
  /** A node of the tree of content, the ids of teams joined by `+`, or a network. */
  key: { type: String, required: true },
  figures: { type: Schema.Types.Mixed, required: true },
  publishedAt: { type: Date, required: true },
} as const;

/** Results of others as everybody may see them. A cell is published once and never changes. */
export const PublishedCell = model(
  'PublishedCell',
  new Schema(definition, { minimize: false }).index({ side: 1, period: 1 }),
);
