import { model, Schema } from 'mongoose';
import { upsertAgain } from '../platform/data/duplicate-key.js';

const Retention = model(
  'ClickRetention',
  new Schema({
    _id: { type: String, required: true },
    /** The first day whose clicks are all still stored. It only moves forward. */
    keptFrom: { type: String, required: true },
  }),
);

const _id = 'clicks';

/** The first day whose clicks are all still stored. */
export async function clicksRetainedFrom(): Promise<string> {
  return (await Retention.findById(_id).lean())?.keptFrom ?? '';
}

/** False as soon as clicks of this day may be deleted. */
export async function areClicksRetained(day: string): Promise<boolean> {
  return day >= (await clicksRetainedFrom());
}

/** From now on, clicks of days before this one may be deleted. */
export async function retainClicksFrom(day: string): Promise<void> {
  await upsertAgain(() => Retention.updateOne({ _id }, { $max: { keptFrom: day } }, { upsert: true }).exec());
}
