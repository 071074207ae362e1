import { NotFound } from '../platform/errors.js';
import type { Services } from '../services.js';
import { openSince } from './posting-evidence.js';
import { Share } from './share.model.js';

/**
 * Records that the advocate posted. It counts as posted within 14 days of preparing. A second time changes
 * nothing.
 * @throws NotFound when there is no such share, or it is somebody else's
 */
export async function confirmShare(
  services: Services,
  { shareId, advocateId }: { shareId: string; advocateId: string },
): Promise<void> {
  const mine = { _id: shareId, advocateId };
  const now = services.clock.now();
  const confirmed = { status: 'confirmed', confirmedAt: now } as const;
  const inTime = { ...mine, status: 'opened', at: { $gte: openSince(now) } } as const;
  await Share.updateOne(inTime, { ...confirmed, posted: true });
  const { matchedCount } = await Share.updateOne({ ...mine, status: 'opened' }, confirmed);
  if (!matchedCount && !(await Share.exists(mine))) throw new NotFound();
}
