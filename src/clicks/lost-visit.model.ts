import { model, Schema } from 'mongoose';
import { upsertAgain } from '../platform/data/duplicate-key.js';
import { sumOf } from '../platform/data/sums.js';
import { dayIn } from '../platform/clock.js';
import { organizationTimeZone } from '../organization/index.js';

/** Visits of a day that were forwarded but not recorded, because nothing could be written to the disk. */
const LostVisits = model(
  'LostVisits',
  new Schema({
    /** The organization's calendar day. */
    _id: { type: String, required: true },
    count: { type: Number, required: true },
  }),
);

/** Adds to the lost visits of the day of this moment. */
export async function countLost(at: Date, count: number): Promise<void> {
  const _id = dayIn(await organizationTimeZone(), at);
  await upsertAgain(() => LostVisits.updateOne({ _id }, { $inc: { count } }, { upsert: true }).exec());
}

/** How many visits of these days (both included) are missing from the statistics. */
export async function lostVisits({ from, to }: { from: string; to: string }): Promise<number> {
  const days = await LostVisits.find({ _id: { $gte: from, $lte: to } }).lean();
  return sumOf(days.map(({ count }) => count));
}
