import { authorize, type SignedIn } from '../people/index.js';
import { upsertAgain } from '../platform/data/duplicate-key.js';
import { NotAllowedNow } from '../platform/errors.js';
import type { Services } from '../services.js';
import { Acknowledgement, GuidelineVersion } from './guideline.model.js';
import { endGuidelineNotice } from './guidelines.notices.js';

/**
 * Records that the actor acknowledged the version in force. A second time changes nothing.
 * @throws Forbidden; NotAllowedNow when this version is not in force
 */
export async function acknowledgeGuideline(
  services: Services,
  { actor, version }: { actor: SignedIn; version: number },
): Promise<void> {
  authorize(actor, 'read-guidelines');
  const userId = actor.id;
  const newest = await GuidelineVersion.findOne().sort({ version: -1 }).lean();
  if (newest?.version !== version) throw new NotAllowedNow('guidelines.version-replaced');
  const first = { $setOnInsert: { at: services.clock.now() } };
  await upsertAgain(() => Acknowledgement.updateOne({ userId, version }, first, { upsert: true }).exec());
  await endGuidelineNotice(services, userId);
}
