import { model, Schema } from 'mongoose';
import { dayIn } from '../platform/clock.js';
import { lastDays } from '../platform/text/days.js';
import type { Message } from '../platform/errors.js';
import { upsertAgain } from '../platform/data/duplicate-key.js';
import { organizationTimeZone } from '../organization/index.js';
import { groupBy } from '../platform/data/group-by.js';
import type { Services } from '../services.js';
import type { ConversionWay } from './conversion.model.js';

/** How many reports of a day could not be used: one row for each day, way of reporting and problem. */
export const Refusal = model(
  'ConversionRefusal',
  new Schema({
    day: { type: String, required: true },
    via: { type: String, required: true },
    /** A word for the problem. */
    problem: { type: String, required: true },
    times: { type: Number, default: 0 },
  }).index({ day: 1, via: 1, problem: 1 }, { unique: true }),
);

const shownDays = 7;

/** Counts and logs what was reported and could not be used, by the word for the reason: one row a day, way and problem. */
export async function countRefusals(
  services: Services,
  via: ConversionWay,
  problems: Message[],
): Promise<void> {
  if (!problems.length) return;
  const day = dayIn(await organizationTimeZone(), services.clock.now());
  const word = (problem: Message) => (typeof problem === 'string' ? problem : problem.key);
  const byWord = [...groupBy(problems, word)].map(([problem, { length: times }]) => ({ problem, times }));
  services.log.warn({ event: 'conversions.refused', via, problems: byWord }, 'conversions were refused');
  const count = ({ problem, times }: (typeof byWord)[number]) =>
    upsertAgain(() => Refusal.updateOne({ day, via, problem }, { $inc: { times } }, { upsert: true }));
  await Promise.all(byWord.map(count));
}

/** What was refused in the last days, most often first. */
export async function recentRefusals(services: Services) {
  const [from] = lastDays(shownDays, dayIn(await organizationTimeZone(), services.clock.now()));
  const rows = await Refusal.find({ day: { $gte: from! } }).lean();
  const sums = new Map<string, { via: string; problem: string; times: number }>();
  for (const { via, problem, times } of rows) {
    const sum = sums.get(`${via} ${problem}`) ?? { via, problem, times: 0 };
    sums.set(`${via} ${problem}`, { ...sum, times: sum.times + times });
  }
  return [...sums.values()].sort((a, b) => b.times - a.times);
}
