import type { Model } from 'mongoose';
import { reach } from '../platform/data/fail-points.js';
import type { PostLabels } from './dimensions.js';

/** Where a post belongs, and the revision of the post that placed it there. */
export interface Placement {
  postId: string;
  labels: PostLabels;
  revision: number;
}

/** A collection whose rows have labels and the revision that those of the post come from. */
export interface LabelledRows {
  model: Pick<Model<{ _id: unknown; day: string }>, 'find' | 'updateMany'>;
  /** What the paths of labels begin with. */
  within: '' | 'labels.';
}

/** The field of a row with the revision of the post that placed it; 0: its post was not known. */
export const placedFields = { placedRevision: { type: Number, required: true, default: 0 } } as const;

const atOnce = 1_000;

/**
 * Copies a placement to the rows of its post, some at a time. A row that has a later one does not change, so a late or
 * repeated call does no harm. Ends early once `stopping`. Returns how many rows changed.
 * @param only a filter for some of the rows
 * @param beforeChange is called with the days of the rows that are about to change
 */
export async function placeRows(
  { model, within }: LabelledRows,
  { postId, labels, revision }: Placement,
  {
    only = {},
    beforeChange,
    stopping,
  }: {
    only?: object;
    beforeChange: (days: string[]) => Promise<void>;
    stopping?: AbortSignal | undefined;
  },
): Promise<number> {
  const values = Object.entries(labels).map(([label, key]) => [within + label, key] as const);
  const differing = {
    $or: [
      { placedRevision: { $lt: revision } },
      // It has this revision, but something else has changed it.
      ...values.map(([path, key]) => ({ placedRevision: revision, [path]: { $ne: key } })),
    ],
  };
  const set = { ...Object.fromEntries(values), placedRevision: revision };
  for (let placed = 0; ;) {
    const found = await model
      .find({ [`${within}postId`]: postId, ...only, ...differing }, { _id: 1, day: 1 })
      .limit(atOnce)
      .lean();
    await reach('placement.read');
    const wanted = { _id: { $in: found.map(({ _id }) => _id) }, ...differing };
    if (found.length) await beforeChange(found.map(({ day }) => day));
    if (found.length) placed += (await model.updateMany(wanted, { $set: set })).modifiedCount;
    await reach('placement.batch');
    if (found.length < atOnce || stopping?.aborted) return placed;
  }
}
