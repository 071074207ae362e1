import { dayIn } from '../platform/clock.js';
import { upsertAgain, type Message } from '../platform/errors.js';
import { organizationTimeZone } from '../organization/index.js';
import type { Services } from '../services.js';
import type { ConversionWay } from '../tracking/index.js';
import { Refusal } from './refusal.model.js';

const shownDays = 7;

/** Counts and logs that something told could not be used, with the word for the reason. */
export async function countRefusal(
  services: Services,
  { via, problem }: { via: ConversionWay; problem: Message },
): Promise<void> {
  const word = typeof problem === 'string' ? problem : problem.key;
  services.log.warn({ via, problem: word }, 'a conversion was refused');
  const key = { day: dayIn(await organizationTimeZone(), services.clock.now()), via, problem: word };
  await upsertAgain(() => Refusal.updateOne(key, { $inc: { times: 1 } }, { upsert: true }));
}

/** What was refused in the last days, most often first. */
export async function recentRefusals(services: Services) {
  const since = new Date(services.clock.now().getTime() - shownDays * 86_400_000);
  const rows = await Refusal.find({ day: { $gt: dayIn(await organizationTimeZone(), since) } }).lean();
  const sums = new Map<string, { via: string; problem: string; times: number }>();
  for (const { via, problem, times } of rows) {
    const sum = sums.get(`${via} ${problem}`) ?? { via, problem, times: 0 };
    sums.set(`${via} ${problem}`, { ...sum, times: sum.times + times });
  }
  return [...sums.values()].sort((a, b) => b.times - a.times);
}
