import { model, Schema } from 'mongoose';
import {
  indexedPaths,
  labelFields,
  pathsOfDimensions,
  placedFields,
  type LabelledRows,
} from '../links/index.js';

const count = { type: Number, default: 0 };

/** The field of each dimension in a row. */
export const statisticPaths = pathsOfDimensions('labels.');

const schema = new Schema(
  {
    trackedLinkId: { type: Schema.Types.ObjectId, required: true },
    day: { type: String, required: true },
    shareId: { type: String, required: true },
    labels: { type: new Schema(labelFields(String, 'sharing', 'post'), { _id: false }), required: true },
    ...placedFields,
    clicks: count,
    /** Distinct visitors among the counted clicks. */
    visitors: count,
    /** Number of excluded clicks by reason. */
    excluded: { type: Object, default: {} },
    /** Number of counted clicks by class of the place that the visitor came from; missing: counted by an older release. */
    referrers: { type: Object },
    /** Number of verified conversions by kind, including those accepted from browsers. */
    conversions: { type: Object, default: {} },
    /** Their value as reported by servers and files, in minor units, by currency and then by kind. */
    values: { type: Object, default: {} },
    /** Conversions that only browsers reported, by kind. */
    unverified: { type: Object, default: {} },
    unverifiedValues: { type: Object, default: {} },
    /** Incremented with each recount, so that a slow recount can't overwrite a newer one. */
    revision: count,
    /** When it was last counted; missing: by an older release. */
    changedAt: Date,
  },
  { minimize: false },
)
  .index({ trackedLinkId: 1, day: 1 }, { unique: true })
  .index({ day: 1 })
  .index({ changedAt: 1 })
  .index({ shareId: 1, day: 1 })
  .index({ 'labels.postId': 1, placedRevision: 1 });
for (const path of indexedPaths('labels.')) schema.index({ [path]: 1, day: 1 });

/** The results of one tracked link on one day. Reports read nothing else. */
export const DailyStatistic = model('DailyStatistic', schema);

export const statisticRows = { model: DailyStatistic, within: 'labels.' } as unknown as LabelledRows;
