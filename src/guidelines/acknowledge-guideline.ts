import { upsertAgain } from '../platform/data/duplicate-key.js';
import { NotAllowedNow } from '../platform/errors.js';
import type { Services } from '../services.js';
import { Acknowledgement, GuidelineVersion } from './guideline.model.js';

/**
 * Keeps that this person acknowledged the version in force. Saying so twice keeps the first moment.
 * @throws NotAllowedNow when the version is no longer, or not, the one in force
 */
export async function acknowledgeGuideline(
  services: Services,
  { userId, version }: { userId: string; version: number },
): Promise<void> {
  const newest = await GuidelineVersion.findOne().sort({ version: -1 }).lean();
  if (newest?.version !== version) throw new NotAllowedNow('guidelines.version-replaced');
  const first = { $setOnInsert: { at: services.clock.now() } };
  await upsertAgain(() => Acknowledgement.updateOne({ userId, version }, first, { upsert: true }).exec());
}
