import { upsertAgain } from '../platform/data/duplicate-key.js';
import { Stopping, untilStopping } from '../platform/jobs/until-stopping.js';
import type { Services } from '../services.js';
import { rulesFingerprint } from './click-rules.js';
import { Reclassification } from './reclassification.model.js';
import { reclassifyVisitors } from './reclassify-visitors.js';

const _id = 'clicks';

const save = (change: object) =>
  upsertAgain(() => Reclassification.updateOne({ _id }, change, { upsert: true }).exec());

/**
 * Classifies all stored clicks by the current rules, continuing where an earlier run by these rules stopped. Two
 * runs at the same time do the work twice, without harm.
 * @returns how many clicks changed
 */
export async function reclassifyClicks(services: Services, stopping?: AbortSignal): Promise<number> {
  const running = rulesFingerprint();
  const begun = await Reclassification.findOne({ _id, running }).lean();
  let changed = 0;
  for (let after = begun?.after ?? ''; !stopping?.aborted;) {
    const from = after;
    const step = await untilStopping(() => reclassifyVisitors(from), stopping).catch((error: unknown) => {
      if (error instanceof Stopping) return 'stopping' as const;
      throw error;
    });
    if (step === 'stopping') break;
    if (!step) {
      await save({ done: running, $unset: { running: 1, after: 1 } });
      services.log.info(
        { event: 'clicks.reclassified', changed },
        'the stored clicks are classified by the current rules',
      );
      break;
    }
    changed += step.changed;
    after = step.last;
    await save({ running, after });
  }
  return changed;
}

/** Does so if the last finished run used other rules. */
export async function reclassifyWhenRulesChange(services: Services, stopping?: AbortSignal): Promise<number> {
  const isDone = await Reclassification.exists({ _id, done: rulesFingerprint() });
  return isDone ? 0 : reclassifyClicks(services, stopping);
}
