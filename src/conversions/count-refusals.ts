import { dayIn } from '../platform/clock.js';
import { lastDays } from '../platform/text/days.js';
import { upsertAgain, type Message } from '../platform/errors.js';
import { organizationTimeZone } from '../organization/index.js';
import { groupBy } from '../platform/data/group-by.js';
import type { Services } from '../services.js';
import type { ConversionWay } from './conversion.model.js';
import { Refusal } from './refusal.model.js';

const shownDays = 7;

/** Counts and logs reports that could not be used, by reason: one row for each day, way of reporting and problem. */
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

/** The refused reports of the last days, the most frequent first. */
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
