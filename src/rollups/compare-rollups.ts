import type { Services } from '../services.js';
import { findMarkedPeriods, markDays } from '../statistics/index.js';
import { Rollup } from './rollup.model.js';
import { isDayCorrect } from './update-rollups.js';

const periodsAtOnce = 100;

/**
 * Compares the days that were counted longest ago with their rows, to find what changed without a mark, and has those
 * counted again that differ. Logs and returns how many. Ends early once `stopping`.
 */
export async function compareRollups(services: Services, stopping?: AbortSignal): Promise<number> {
  const { marked } = await findMarkedPeriods();
  const before = { countedAt: { $lt: services.clock.now() } };
  const oldest = await Rollup.find(before, { _id: 1 }).sort({ countedAt: 1 }).limit(periodsAtOnce).lean();
  let corrected = 0;
  for (const { _id } of oldest) {
    if (stopping?.aborted) break;
    // Months follow from their days, and what is marked differs rightly.
    if (_id.length === 7 || marked.has(_id)) continue;
    if (await isDayCorrect(_id))
      await Rollup.updateOne({ _id }, { $set: { countedAt: services.clock.now() } });
    else {
      await markDays(services, [_id]);
      corrected += 1;
    }
  }
  services.log[corrected ? 'warn' : 'info'](
    { event: 'rollups.compared', corrected },
    'compared roll-ups with their rows',
  );
  return corrected;
}
